-- One row per office whose figures a submission contains, with its country: the office of the submission itself, and those named in its
-- staged content.
select provider.code, area.code as country
from ref.provider
left join ref.area on area.area_id = provider.country_id
where provider.provider_id = @provider_id
    or provider.provider_id in (
        select staged_content.provider_id
        from ingest.staged_content
        where staged_content.submission_number = @submission_number)
order by provider.code
