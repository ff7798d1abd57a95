-- Who asked to be told of everything is told of submissions that wait for a person, too: the kinds were written out when they asked.
update notice.subscription
set kinds = kinds || 'submission.waiting'::text
where kinds @> array[
        'submission.received', 'submission.staged', 'submission.rejected', 'submission.approved', 'submission.returned', 'submission.withdrawn', 'submission.loaded',
        'submission.failed', 'feed.reminder', 'subscription.disabled']
    and not 'submission.waiting' = any (kinds);

-- What an office says of a warning stands beside every figure that it was asked about, not only beside the one that was named.
create table ingest.finding_figure (
    submission_id uuid not null,
    ordinal integer not null,
    area text not null,
    period text not null,
    primary key (submission_id, ordinal, area, period),
    foreign key (submission_id, ordinal) references ingest.finding_group on delete cascade
);
comment on table ingest.finding_figure is 'One row per figure of the total that a cause of warnings of a submission asks about.';
comment on column ingest.finding_figure.ordinal is 'Of the cause, in ingest.finding_group.';
alter table ingest.finding_figure enable row level security;
create policy of_worker on ingest.finding_figure to observatory_writer using (true) with check (true);

-- Of what waits to be answered or loaded, the figure that was named is known.
insert into ingest.finding_figure (submission_id, ordinal, area, period)
select submission_id, ordinal, arguments ->> 'area', arguments ->> 'period'
from ingest.finding_group
where severity = 'Warning'
    and arguments ->> 'area' <> ''
    and arguments ->> 'period' <> '';

create table dw.load_note_figure (
    load_id integer not null,
    ordinal integer not null,
    area_id integer not null references ref.area,
    period_id integer not null references dw.period,
    primary key (load_id, ordinal, area_id, period_id),
    foreign key (load_id, ordinal) references dw.load_note
);
comment on table dw.load_note_figure is 'One row per figure of the total that an office was asked about before it said what dw.load_note keeps.';
grant select, insert on dw.load_note_figure to observatory_writer;

-- What was said before stands, as it did, beside the figure that was named.
insert into dw.load_note_figure (load_id, ordinal, area_id, period_id)
select load_note.load_id, load_note.ordinal, area.area_id, period.period_id
from dw.load_note
join ref.area on area.code = load_note.area
join dw.period on period.code = load_note.period;
