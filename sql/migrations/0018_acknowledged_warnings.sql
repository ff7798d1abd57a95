-- What an office answers to warnings, what of it is said of figures, and two versions of the same held against one another.

create table ingest.finding_acknowledgement (
    finding_acknowledgement_id bigint generated always as identity primary key,
    submission_id uuid not null references ingest.submission,
    ordinal integer not null,
    at timestamptz not null,
    actor text not null,
    office text,
    text text not null check (length(text) between 1 and 4000 and text !~ '[\u0001-\u0009\u000b-\u001f\u007f-\u009f]')
);
create index finding_acknowledgement_of on ingest.finding_acknowledgement (submission_id, ordinal, finding_acknowledgement_id);
comment on table ingest.finding_acknowledgement is
    'That somebody has seen a cause of warnings of a submission, and what they say of it. Nothing of it is changed or taken back; of several of one cause the last holds.';
comment on column ingest.finding_acknowledgement.ordinal is 'Of the cause, in ingest.finding_group.';
comment on column ingest.finding_acknowledgement.office is 'Code of the office the speaker acts for; null for whoever runs the machine itself.';

alter table ingest.finding_acknowledgement enable row level security;
create policy of_worker on ingest.finding_acknowledgement for select to observatory_writer using (true);
create policy of_desk on ingest.finding_acknowledgement for select to observatory_desk
    using (exists (select from ingest.submission where submission.submission_id = finding_acknowledgement.submission_id));
create policy by_desk on ingest.finding_acknowledgement for insert to observatory_desk
    with check (
        actor = access.actor() and office is not distinct from access.office()
        and exists (
            select
            from ingest.finding_group
            join ingest.submission using (submission_id)
            where finding_group.submission_id = finding_acknowledgement.submission_id
                and finding_group.ordinal = finding_acknowledgement.ordinal
                and finding_group.severity = 'Warning'
                and submission.state = 'Staged'));
revoke all on ingest.finding_acknowledgement from observatory_writer;
grant select on ingest.finding_acknowledgement to observatory_writer;
grant select, insert on ingest.finding_acknowledgement to observatory_desk;
grant usage on all sequences in schema ingest to observatory_desk;

create table dw.load_note (
    load_id integer not null references dw.load,
    ordinal integer not null,
    indicator_id smallint not null references ref.indicator,
    code text not null,
    area text,
    period text,
    figures bigint,
    at timestamptz not null,
    office text,
    text text not null,
    primary key (load_id, ordinal)
);
comment on table dw.load_note is 'One row per cause of warnings about an indicator that an office acknowledged before its figures were loaded: what it says of them.';
comment on column dw.load_note.code is 'Of the finding.';
comment on column dw.load_note.area is 'Code of the area of the figure that was asked about first; null where it was about none.';
comment on column dw.load_note.figures is 'How many figures of the load were asked about for this cause; null where that was not counted.';
grant select, insert on dw.load_note to observatory_writer;

create function ingest.show_other_staging(submission integer) returns void
language plpgsql
as $$
begin
    if to_regclass(format('ingest.%I', 'staged_' || coalesce(submission, 0))) is not null then
        execute format('create temporary view other_incoming as select * from ingest.%I', 'staged_' || submission);
    else
        create temporary view other_incoming as
        select area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id, area_level, source_column, source_sheet,
            value, lower_bound, upper_bound
        from dw.fact_observation
        where false;
    end if;
end
$$;
comment on function ingest.show_other_staging(integer) is 'Makes a temporary view named other_incoming of the figures of another submission; an empty one where they have gone.';
