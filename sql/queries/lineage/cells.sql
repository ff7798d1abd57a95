-- One row per stored figure behind an answer: its load and the address of its first cell.
select indicator.code as indicator, area.code as area, period.code as period,
    breakdown.members,
    area.code <> @area and area.type is not distinct from 'Unspecified' as is_unspecified,
    fact.value, fact.cells, load_sheet.name as sheet, fact.source_row, fact.source_column,
    load.load_id, load.submission_id, load.submission_number, load.file_name, load.sha256, load.mapping, load.mapping_version,
    load.mapping_checksum, load.loaded_at, load.publication_date
from (
    -- Take one version of each figure: the one that was current at the vintage or, if a publication date is given, the newest that was
    -- published by then.
    select distinct on (
            version.country_id, version.indicator_id, version.area_id, version.breakdown_id, version.provider_id, version.period_id)
        version.*
    from pub.area as whole
    join pub.area as part on part.path @> array[whole.area_id] and (part.area_id = whole.area_id or part.level = @level)
    cross join lateral (
        select version.*
        from pub.version
        where version.country_id = whole.country_id
            and version.indicator_id = (select indicator_id from pub.indicator where code = @indicator)
            and version.area_id = part.area_id
            and version.area_level = part.level
            and version.provider_id = (select provider_id from pub.provider where code = @source)
            and version.vintage_from <= @as_of::integer
            and case
                when @published_by::date is null then version.vintage_to is null or version.vintage_to > @as_of::integer
                else version.published_on <= @published_by::date
                    and (version.load_to is null or version.load_to = version.load_from
                        or version.vintage_to > @as_of::integer or version.replaced_on > @published_by::date)
            end
        offset 0
    ) as version
    where whole.code = @area
    order by version.country_id, version.indicator_id, version.area_id, version.breakdown_id, version.provider_id, version.period_id,
        version.is_sample, version.published_on desc, version.stands_as desc, version.load_from desc
) as fact
join pub.indicator using (indicator_id)
join pub.area on area.area_id = fact.area_id
join pub.period on period.period_id = fact.period_id
join pub.breakdown on breakdown.breakdown_id = fact.breakdown_id
join pub.provider on provider.provider_id = fact.provider_id
join pub.load on load.load_id = fact.load_from
left join pub.load_sheet on load_sheet.load_id = fact.load_from and load_sheet.sheet = fact.source_sheet
where not fact.is_withdrawn
    and (@level::integer is null and area.code = @area or area.level = @level)
    and period.freq = @freq
    and period.first_day >= @from_day
    and period.last_day <= @to_day
    and breakdown.members = @members::text[]
order by area.code, period.period_id
