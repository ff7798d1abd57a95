-- One row per audit entry that the caller may see, the newest first.
select entry, at, actor, office, country, act, subject, detail::text as detail, encode(hash, 'hex') as hash
from audit.entry
where (@before::bigint is null or entry < @before)
    and (@subject::text is null or subject = @subject)
    and (@actor::text is null or actor = @actor)
order by entry desc
limit @take
