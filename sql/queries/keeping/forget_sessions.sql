-- Nothing: some ended sessions whose cookies have ended by themselves.
delete from access.ended_session
where session_hash in (
    select ended_session.session_hash
    from access.ended_session
    where ended_session.ends_at < @now
    order by ended_session.ends_at
    limit @take)
