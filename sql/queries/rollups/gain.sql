-- Returns no rows. Creates the temporary table `gain` with one row per sum that changes: by how much, and how many parts make it complete.
create temporary table gain on commit drop as
select risen.*,
    case
        when expected.is_register then null
        when risen.part_level > risen.area_level then expected.parts_expected
        else case risen.part_freq when 'S' then 2 when 'Q' then 4 else 12 end
    end as parts_expected,
    coalesce(expected.is_register, false) as is_register, risen.least_set is distinct from risen.greatest_set as is_mixed
from risen
left join expected
    on expected.country_id = risen.country_id
    and expected.indicator_id = risen.indicator_id
    and expected.provider_id = risen.provider_id
    and expected.area_id = risen.area_id
    and expected.period_id = risen.period_id
    and expected.part_level = risen.part_level
    and expected.part_freq = risen.part_freq
