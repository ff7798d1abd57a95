-- Nothing: somebody has signed out of a session. No row is touched where they had already.
insert into access.ended_session (session_hash, actor, ends_at)
values (@session_hash, @actor, @ends_at)
on conflict (session_hash) do nothing
