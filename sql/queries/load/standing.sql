-- Nothing: a temporary table with every figure that holds now in what the file says it covers.
create temporary table standing on commit drop as
select fact.country_id, fact.indicator_id, fact.area_id, fact.breakdown_id, fact.provider_id, fact.period_id, fact.load_from
from ingest.staged_scope as staged
join dw.load on load.load_id = @load_id
join ref.provider on provider.code = staged.provider
join ref.indicator on indicator.code = staged.indicator
join ref.area as whole on whole.code = staged.area
join dw.period as first_period on first_period.period_id = staged.from_period
join dw.period as last_period on last_period.period_id = staged.to_period
join dw.fact_observation as fact
    on fact.load_to is null
    and fact.country_id = whole.country_id
    and fact.indicator_id = indicator.indicator_id
    and fact.provider_id = provider.provider_id
join ref.area on area.area_id = fact.area_id and area.level = staged.level and whole.area_id = any (area.path)
join dw.period on period.period_id = fact.period_id and period.freq = staged.freq
    and period.first_day >= first_period.first_day and period.last_day <= last_period.last_day
join dw.load as held on held.load_id = fact.load_from
where staged.submission_number = @submission_number
    and (held.publication_date is null or load.publication_date is null or held.publication_date <= load.publication_date)
