-- One row: the number of the comment that is added.
insert into ingest.submission_comment (submission_id, at, actor, office, text)
values (@submission_id, @at, @actor, @office, @text)
returning submission_comment_id
