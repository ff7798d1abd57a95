-- Nothing: a temporary table with one row per figure of this submission, in the numbers of the warehouse.
create temporary table incoming on commit drop as
select area.country_id, indicator.indicator_id, area.area_id, breakdown.breakdown_id, observation.period_id, attributes.attribute_set_id, provider.provider_id,
    observation.value, observation.lower_bound, observation.upper_bound,
    observation.source_sheet, observation.source_row, observation.source_column, observation.cells
from ingest.staged_observation as observation
join incoming_indicator as indicator on indicator.number = observation.indicator
join incoming_area as area on area.number = observation.area
join incoming_breakdown as breakdown on breakdown.number = observation.breakdown
join incoming_provider as provider on provider.number = observation.provider
join incoming_attributes as attributes on attributes.number = observation.attributes
where observation.submission_number = (select number from ingest.submission where submission_id = @submission_id)
