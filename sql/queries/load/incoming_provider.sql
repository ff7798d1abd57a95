-- Nothing: a temporary table from the submission's provider numbers to the warehouse's.
create temporary table incoming_provider on commit drop as
select staged.number, provider.provider_id
from ingest.staged_code as staged
join ref.provider on provider.code = staged.code
where staged.submission_number = (select number from ingest.submission where submission_id = @submission_id)
    and staged.book = 'P'
