-- One row per place where the chain does not hold; none where it does. Anchors are entries whose checksum was kept outside: they
-- tell even
-- where the whole chain was made anew.
create or replace function audit.verify(anchors jsonb) returns table (entry bigint, fault text)
language sql
stable
set search_path = pg_catalog
as $$
    with chained as (
        select entry.*, coalesce(lag(entry.entry) over chain, 0) as entry_before,
            coalesce(lag(entry.hash) over chain, sha256('Inter-American Security Observatory')) as hash_before
        from audit.entry
        window chain as (order by entry.entry)
    )
    select chained.entry_before + 1, 'removed'
    from chained
    where chained.entry <> chained.entry_before + 1
    union all
    select chained.entry, case when chained.entry > head.entry then 'added' else 'changed' end
    from chained
    cross join audit.head
    where chained.hash <> sha256(
        chained.hash_before
        || audit.text_of(chained.entry, chained.at, chained.actor, chained.office, chained.country, chained.act, chained.subject,
            chained.detail))
        and chained.entry = chained.entry_before + 1
    union all
    select chained.entry, 'added'
    from chained
    cross join audit.head
    where chained.entry > head.entry
    union all
    select coalesce(max(entry.entry), 0) + 1, 'removed'
    from audit.head
    left join audit.entry on true
    group by head.entry
    having coalesce(max(entry.entry), 0) < head.entry
    union all
    select head.entry, 'changed'
    from audit.head
    join audit.entry using (entry)
    where head.hash <> entry.hash
    union all
    select anchor.entry, case when entry.entry is null then 'removed' else 'changed' end
    from jsonb_to_recordset(anchors) as anchor (entry bigint, hash text)
    left join audit.entry using (entry)
    where entry.hash is distinct from decode(anchor.hash, 'hex')
    order by 1, 2
$$;
