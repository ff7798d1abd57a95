-- Returns no rows. Removes from `change` the figures that a newer publication overrides.
delete from change
using late
where late.country_id = change.country_id
    and late.indicator_id = change.indicator_id
    and late.area_id = change.area_id
    and late.breakdown_id = change.breakdown_id
    and late.provider_id = change.provider_id
    and late.period_id = change.period_id
