-- One row per explanation that an office gave of figures of an indicator in some loads, the oldest first.
select load_id, code, area, period, figures, at, office, text
from pub.load_note
where load_id = any (@loads::integer[])
    and indicator = @indicator
order by load_id, ordinal
