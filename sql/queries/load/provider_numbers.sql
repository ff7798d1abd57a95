-- One row per provider of a submission: its number in the submission and its identifier in the warehouse.
select staged.number, provider.provider_id::integer as id
from ingest.staged_code as staged
join ref.provider on provider.code = staged.code
where staged.submission_number = @submission_number
    and staged.book = 'P'
order by staged.number
