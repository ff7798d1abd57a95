-- Nothing: a temporary table with one row per figure of this submission, in the numbers of the warehouse.
create temporary table incoming on commit drop as
with number as (
    select submission.number
    from ingest.submission
    where submission_id = @submission_id
)
select area.country_id, indicator.indicator_id, area.area_id, breakdown.breakdown_id, observation.period_id, attribute_set.attribute_set_id,
    observation.value, observation.lower_bound, observation.upper_bound,
    observation.source_sheet, observation.source_row, observation.source_column, observation.cells
from number
join ingest.staged_observation as observation on observation.submission_number = number.number
join ingest.staged_code as indicator_code on indicator_code.submission_number = number.number and indicator_code.book = 'I' and indicator_code.number = observation.indicator
join ref.indicator on indicator.code = indicator_code.code
join ingest.staged_code as area_code on area_code.submission_number = number.number and area_code.book = 'A' and area_code.number = observation.area
join ref.area on area.code = area_code.code
join ingest.staged_code as b on b.submission_number = number.number and b.book = 'B' and b.number = observation.breakdown
join dw.breakdown
    on breakdown.sex = b.detail ->> 'SEX'
    and breakdown.age = b.detail ->> 'AGE'
    and breakdown.mechanism = b.detail ->> 'MECHANISM'
    and breakdown.relationship = b.detail ->> 'RELATIONSHIP'
    and breakdown.motive = b.detail ->> 'MOTIVE'
    and breakdown.place = b.detail ->> 'PLACE'
    and breakdown.area = b.detail ->> 'AREA'
    and breakdown.citizenship = b.detail ->> 'CITIZENSHIP'
    and breakdown.exploitation = b.detail ->> 'EXPLOITATION'
    and breakdown.drug = b.detail ->> 'DRUG'
    and breakdown.offence = b.detail ->> 'OFFENCE'
join ingest.staged_code as t on t.submission_number = number.number and t.book = 'T' and t.number = observation.attributes
join dw.attribute_set
    on attribute_set.statuses = t.detail ->> 'statuses'
    and attribute_set.counting_unit = t.detail ->> 'countingUnit'
    and attribute_set.confidentiality = t.detail ->> 'confidentiality'
    and attribute_set.notes = t.detail ->> 'notes'
