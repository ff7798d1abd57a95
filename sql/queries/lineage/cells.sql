-- One row per stored figure behind an answer: the load it came with and the address of its first cell.
select indicator.code as indicator, area.code as area, period.code as period,
    breakdown.sex, breakdown.age, breakdown.mechanism, breakdown.relationship, breakdown.motive, breakdown.place, breakdown.area as urban,
    breakdown.citizenship, breakdown.exploitation, breakdown.drug, breakdown.offence,
    area.code <> @area and area.type is not distinct from 'Unspecified' as is_unspecified,
    fact.value, fact.cells, load_sheet.name as sheet, fact.source_row, fact.source_column,
    load.load_id, load.submission_id, load.submission_number, load.file_name, load.sha256, load.mapping, load.mapping_version, load.mapping_checksum, load.loaded_at, load.publication_date
from pub.fact
join pub.indicator using (indicator_id)
join pub.area on area.area_id = fact.area_id
join pub.period on period.period_id = fact.period_id
join pub.breakdown on breakdown.breakdown_id = fact.breakdown_id
join pub.provider on provider.provider_id = fact.provider_id
join pub.load on load.load_id = fact.load_from
left join pub.load_sheet on load_sheet.load_id = fact.load_from and load_sheet.sheet = fact.source_sheet
where indicator.code = @indicator
    and provider.code = @source
    and area.path @> array[(select asked.area_id from pub.area as asked where asked.code = @area)]
    and (@level::integer is null and area.code = @area or area.level = @level)
    and period.freq = @freq
    and period.first_day >= @from_day
    and period.last_day <= @to_day
    and breakdown.sex = @sex
    and breakdown.age = @age
    and breakdown.mechanism = @mechanism
    and breakdown.relationship = @relationship
    and breakdown.motive = @motive
    and breakdown.place = @place
    and breakdown.area = @urban
    and breakdown.citizenship = @citizenship
    and breakdown.exploitation = @exploitation
    and breakdown.drug = @drug
    and breakdown.offence = @offence
    and ((@as_of::integer is null and fact.load_to is null) or (fact.load_from <= @as_of and (fact.load_to is null or fact.load_to > @as_of)))
order by area.code, period.period_id
