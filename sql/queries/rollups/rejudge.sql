-- Nothing: what a load newly says about how many parts make a whole holds for sums of one place that it does not change otherwise, too.
update dw.rollup_observation as sum
set is_register = judged.is_register, parts_expected = judged.parts_expected
from judged
-- Said of both: only the sums of this place are looked at, and no other office's.
where judged.provider_id = @provider_id::smallint
    and judged.part_level = @area_level::smallint
    and sum.provider_id = @provider_id::smallint
    and sum.part_level = @area_level::smallint
    and sum.country_id = judged.country_id
    and sum.indicator_id = judged.indicator_id
    and sum.area_id = judged.area_id
    and sum.breakdown_id = judged.breakdown_id
    and sum.period_id = judged.period_id
    and sum.part_freq = judged.part_freq
