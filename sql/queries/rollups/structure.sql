-- One row: a checksum of what sums depend on besides the figures, which is the indicators that add up and the hierarchy of areas. If it
-- changes, all sums must be calculated anew.
select md5(
    (select coalesce(string_agg(concat_ws(' ', indicator_id, kind, is_stock), ',' order by indicator_id), '') from ref.indicator)
    || (select coalesce(string_agg(concat_ws(' ', area_id, parent_id, level, type), ',' order by area_id), '') from ref.area))
