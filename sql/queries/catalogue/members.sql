-- One row per category of a breakdown dimension, including the categories that feeds define.
select dimension.code as dimension, dimension.label ->> @lang as dimension_label, member.code, member.parent,
    member.label ->> @lang as label, member.in_partition, member.brought_by
from pub.dimension
join pub.dimension_member as member on member.dimension = dimension.code
where dimension.is_breakdown
    and (@dimension::text is null or dimension.code = @dimension)
order by dimension.sort_order, member.brought_by nulls first, member.sort_order
