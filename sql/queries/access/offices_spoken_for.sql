-- The offices of all providers that a submission speaks for, with their countries: of the one it was noted with and of those whose figures lie aside.
select provider.code, area.code as country
from ref.provider
left join ref.area on area.area_id = provider.country_id
where provider.provider_id = @provider_id
    or provider.provider_id in (
        select staged_content.provider_id
        from ingest.staged_content
        where staged_content.submission_number = @submission_number)
order by provider.code
