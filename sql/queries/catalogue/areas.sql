-- One row per area: all of one level, all below a parent, or the members of a group.
select area.code, area.country, area.level::integer as level, area.parent, area.label ->> @lang as label, area.type, area.brought_by
from pub.area
where (@level::integer is null or area.level = @level)
    and (@parent::text is null
        or (area.code <> @parent
            and area.path @> array[(select whole.area_id from pub.area as whole where whole.code = @parent)]))
    and (@group::text is null or area.code in (
        select member.area
        from pub.area_group_member as member
        where member.group_code = @group
            and member.to_year is null))
order by area.level, area.code
