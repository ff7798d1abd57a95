-- The number of a comment that was added.
insert into ingest.submission_comment (submission_id, at, actor, office, text)
values (@submission_id, @at, @actor, @office, @text)
returning submission_comment_id
