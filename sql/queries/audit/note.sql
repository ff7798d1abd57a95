-- Nothing: writes an act down behind all others.
select from (select audit.note(@actor, @office, @country, @act, @subject, @detail::jsonb)) as noted
