-- Returns no rows. Deletes one batch of ended sessions whose cookies have expired.
delete from access.ended_session
where session_hash in (
    select ended_session.session_hash
    from access.ended_session
    where ended_session.ends_at < @now
    order by ended_session.ends_at
    limit @take)
