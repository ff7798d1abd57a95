-- Returns no rows. Appends an audit entry.
select from (select audit.note(@actor, @office, @country, @act, @subject, @detail::jsonb)) as noted
