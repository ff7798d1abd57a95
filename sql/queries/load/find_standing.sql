-- Nothing: what stands at one place and is covered by the submission.
insert into standing
select fact.country_id, fact.indicator_id, fact.area_id, fact.breakdown_id, fact.provider_id, fact.area_level, fact.period_id, fact.attribute_set_id, fact.value
from dw.fact_observation as fact
where fact.provider_id = @provider_id::smallint
    and fact.area_level = @area_level::smallint
    and not fact.is_withdrawn
    and exists (
        select
        from covered
        join ref.area as part on part.path @> array[covered.area_id] and part.level = covered.level
        where part.area_id = fact.area_id
            and covered.country_id = fact.country_id
            and covered.provider_id = fact.provider_id
            and covered.indicator_id = fact.indicator_id
            and covered.level = fact.area_level
            and fact.period_id between covered.from_period and covered.to_period)
