-- Returns no rows. Records that somebody signed out of a session; changes nothing if they had signed out of it before.
insert into access.ended_session (session_hash, actor, ends_at)
values (@session_hash, @actor, @ends_at)
on conflict (session_hash) do nothing
