-- What sums hang on beside the figures: which indicators add up, and what lies in what. One row; it differs where they have to be made anew.
select md5(
    (select coalesce(string_agg(concat_ws(' ', indicator_id, kind, is_stock), ',' order by indicator_id), '') from ref.indicator)
    || (select coalesce(string_agg(concat_ws(' ', area_id, parent_id, level, type), ',' order by area_id), '') from ref.area))
