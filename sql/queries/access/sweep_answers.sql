-- Returns no rows. Deletes stored responses whose retention has ended.
delete from access.answered
where begun_at < @forgotten_before
