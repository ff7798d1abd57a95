-- Returns no rows. Stores with a load what its office explained about warnings of an indicator, and which figures each explanation is
-- about.
with kept as (
    insert into dw.load_note (load_id, ordinal, indicator_id, code, area, period, figures, at, office, text)
    select distinct on (finding_group.ordinal) @load_id, finding_group.ordinal, indicator.indicator_id, finding_group.code,
        nullif(finding_group.arguments ->> 'area', ''), nullif(finding_group.arguments ->> 'period', ''),
        nullif(finding_group.arguments ->> 'count', '')::bigint, acknowledged.at, acknowledged.office, acknowledged.text
    from ingest.finding_acknowledgement as acknowledged
    join ingest.finding_group using (submission_id, ordinal)
    join ref.indicator on indicator.code = finding_group.cause ->> 'indicator'
    where acknowledged.submission_id = @submission_id
    order by finding_group.ordinal, acknowledged.finding_acknowledgement_id desc
    returning ordinal
)
insert into dw.load_note_figure (load_id, ordinal, area_id, period_id)
select @load_id, kept.ordinal, area.area_id, period.period_id
from kept
join ingest.finding_figure on finding_figure.submission_id = @submission_id and finding_figure.ordinal = kept.ordinal
join ref.area on area.code = finding_figure.area
join dw.period on period.code = finding_figure.period
