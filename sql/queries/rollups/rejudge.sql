-- Returns no rows. Updates how many parts make a total complete, for the sums of one partition that a load does not change but for which it
-- declares another number.
update dw.rollup_observation as sum
set is_register = judged.is_register, parts_expected = judged.parts_expected
from judged
-- Filter both sides, so that the server looks only at the sums of this partition and of no other office.
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
