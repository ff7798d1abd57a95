-- Several files in one submission, kept copies without columns about persons, and figures of several providers out of one reading.

create table ingest.submission_file (
    submission_id uuid not null references ingest.submission,
    ordinal smallint not null,
    name text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    stored_sha256 text not null references ingest.source_file,
    is_redacted boolean not null,
    primary key (submission_id, ordinal),
    unique (submission_id, name)
);
create index submission_file_stored on ingest.submission_file (stored_sha256);
comment on table ingest.submission_file is 'The files of a submission in the order of their names.';
comment on column ingest.submission_file.sha256 is 'Of the bytes as they were sent.';
comment on column ingest.submission_file.stored_sha256 is 'Of the bytes that were kept: another where columns about persons were taken out first.';

insert into ingest.submission_file (submission_id, ordinal, name, sha256, stored_sha256, is_redacted)
select submission_id, 1, file_name, sha256, sha256, false
from ingest.submission;

-- The bytes as sent may never have been kept.
alter table ingest.submission drop constraint submission_sha256_fkey;
comment on column ingest.submission.sha256 is 'Of the file as it was sent; of several files, of their checksums in order, one a line: in which order they came does not matter.';

alter table ingest.staged_code drop constraint staged_code_book_check;
alter table ingest.staged_code add constraint staged_code_book_check check (book in ('I', 'A', 'B', 'P', 'T', 'S', 'M'));
comment on column ingest.staged_code.book is 'I indicator, A area, B breakdown, P provider, T attributes, S sheet, M member that the feed brings.';

-- What waits for review is of one provider: the mapping's own.
insert into ingest.staged_code (submission_number, book, number, code)
select submission.number, 'P', 0, provider.code
from ingest.submission
join ref.provider using (provider_id)
where submission.number in (select submission_number from ingest.staged_observation);

alter table ingest.staged_observation add column provider integer not null default 0;
alter table ingest.staged_observation alter column provider drop default;

alter table ingest.staged_scope add column provider text;
update ingest.staged_scope
set provider = provider.code
from ingest.submission
join ref.provider using (provider_id)
where submission.number = staged_scope.submission_number;
alter table ingest.staged_scope alter column provider set not null;
