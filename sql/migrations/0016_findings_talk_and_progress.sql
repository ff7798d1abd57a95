-- Findings by their cause, what office and reviewers say to one another, and how far a reading has come.

create table ingest.finding_group (
    submission_id uuid not null references ingest.submission,
    ordinal integer not null,
    code text not null,
    severity text not null check (severity in ('Note', 'Warning', 'Blocking')),
    cause jsonb not null,
    is_rest boolean not null,
    findings integer not null check (findings > 0),
    places jsonb not null,
    arguments jsonb not null,
    suggestions jsonb not null,
    primary key (submission_id, ordinal)
);
comment on table ingest.finding_group is 'One row per cause of findings of a submission: all are counted here, kept one by one in ingest.finding or not.';
comment on column ingest.finding_group.cause is 'The arguments that its findings share.';
comment on column ingest.finding_group.is_rest is 'All findings of a code whose causes were too many to be told apart, or were read before causes were told apart.';
comment on column ingest.finding_group.places is 'Their first addresses, an array of sheet, row and column.';
comment on column ingest.finding_group.arguments is 'Those of the first.';
comment on column ingest.finding_group.suggestions is 'Known labels near one that is not known, nearest first: label, code, nearness.';

-- What was read before: by code, with all that were counted.
insert into ingest.finding_group (submission_id, ordinal, code, severity, cause, is_rest, findings, places, arguments, suggestions)
select submission_id, row_number() over of_submission - 1, code, severity, '{}', true,
    kept + case when row_number() over of_code = 1 then greatest(0, coalesce((submission.finding_counts ->> code)::integer, 0) - sum(kept) over (partition by submission_id, code)) else 0 end,
    '[]', arguments, '[]'
from (
    select submission_id, code, severity, count(*)::integer as kept, min(ordinal) as ordinal, (array_agg(arguments order by ordinal))[1] as arguments
    from ingest.finding
    group by submission_id, code, severity) as told
join ingest.submission using (submission_id)
window of_submission as (partition by submission_id order by told.ordinal),
    of_code as (partition by submission_id, code order by told.ordinal);

create table ingest.submission_comment (
    submission_comment_id bigint generated always as identity primary key,
    submission_id uuid not null references ingest.submission,
    at timestamptz not null,
    actor text not null,
    office text,
    text text not null check (length(text) between 1 and 4000 and text !~ '[\u0001-\u0009\u000b-\u001f\u007f-\u009f]')
);
create index submission_comment_of on ingest.submission_comment (submission_id, submission_comment_id);
comment on table ingest.submission_comment is 'What office and reviewers say to one another about a submission. Nothing of it is changed or taken back.';
comment on column ingest.submission_comment.office is 'Code of the office the writer acts for; null for whoever runs the machine itself.';

create unlogged table ingest.submission_progress (
    submission_id uuid primary key references ingest.submission,
    step text not null check (step in ('reading', 'staging', 'comparing', 'finishing')),
    rows_read bigint not null,
    bytes bigint not null,
    at timestamptz not null
);
comment on table ingest.submission_progress is 'How far the reading of a submission has come, while it goes on. It is told to who watches and may be lost.';
comment on column ingest.submission_progress.bytes is 'Of its files, all in all.';

alter table ingest.finding_group enable row level security;
alter table ingest.submission_comment enable row level security;
alter table ingest.submission_progress enable row level security;

create policy of_worker on ingest.finding_group to observatory_writer using (true) with check (true);
create policy of_desk on ingest.finding_group for select to observatory_desk
    using (exists (select from ingest.submission where submission.submission_id = finding_group.submission_id));
create policy of_desk on ingest.submission_comment for select to observatory_desk
    using (exists (select from ingest.submission where submission.submission_id = submission_comment.submission_id));
create policy by_desk on ingest.submission_comment for insert to observatory_desk
    with check (
        actor = access.actor() and office is not distinct from access.office()
        and exists (select from ingest.submission where submission.submission_id = submission_comment.submission_id));
create policy of_worker on ingest.submission_progress to observatory_writer using (true) with check (true);

grant select on ingest.finding_group to observatory_desk;
grant select, insert on ingest.submission_comment to observatory_desk;
grant usage on all sequences in schema ingest to observatory_desk;
revoke all on ingest.submission_comment from observatory_writer;
