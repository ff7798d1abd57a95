-- Returns no rows. Deletes the sums of one partition whose parts have all been withdrawn.
delete from dw.rollup_observation as sum
using risen
where sum.figures = 0
    and risen.provider_id = @provider_id::smallint
    and risen.part_level = @area_level::smallint
    and sum.provider_id = @provider_id::smallint
    and sum.part_level = @area_level::smallint
    and sum.country_id = risen.country_id
    and sum.indicator_id = risen.indicator_id
    and sum.area_id = risen.area_id
    and sum.breakdown_id = risen.breakdown_id
    and sum.period_id = risen.period_id
    and sum.part_freq = risen.part_freq
