-- Files that are loaded are read again by a corrected mapping: a submission of its own, which stands where the first one stood.

alter table ingest.submission add column applies_to integer references ingest.submission (number);
comment on column ingest.submission.applies_to is
    'Number of the submission whose files it reads again, because the mapping was corrected after they were loaded: it stands where that one stood, and never before what was sent later. Null of what was sent.';

-- What is read again has the bytes of what was sent. A sample and a file of an office are two submissions, though their bytes are the same.
drop index ingest.submission_same_bytes;
create unique index submission_same_bytes on ingest.submission (sha256, coalesce(feed, ''), coalesce(country, '@' || owner, ''), is_sample)
    where state not in ('Rejected', 'Returned', 'Failed', 'Withdrawn') and applies_to is null;
create unique index submission_applied_once on ingest.submission (applies_to)
    where state in ('Received', 'Processing', 'Staged', 'Approved', 'Loading');

alter table ingest.submission drop constraint submission_received_through_check;
alter table ingest.submission add constraint submission_received_through_check check (received_through in ('upload', 'verb', 'schedule', 'mapping'));
