-- Returns no rows. Deletes one batch of progress rows of submissions that are no longer being read.
delete from ingest.submission_progress
where submission_id in (
    select progress.submission_id
    from ingest.submission_progress as progress
    join ingest.submission using (submission_id)
    where submission.state <> 'Processing'
        and progress.at < @before
    limit @take)
