-- One row per way in which a role of the program could pass the walls: it may pass them all, owns something, or is one of those who do.
select worker.rolname as role, fault.what
from pg_roles as worker
cross join lateral (
    select 'superuser' as what where worker.rolsuper
    union all
    select 'bypassrls' where worker.rolbypassrls
    union all
    select 'login' where worker.rolcanlogin
    union all
    select format('owns %s', pg_class.oid::regclass) from pg_class where pg_class.relowner = worker.oid
    union all
    select format('member of %s', other.rolname)
    from pg_roles as other
    where other.oid <> worker.oid
        and other.rolname <> all (@known)
        and pg_has_role(worker.oid, other.oid, 'member')
) as fault
where worker.rolname = any (@workers)
union all
select current_user, 'superuser' from pg_roles where rolname = current_user and rolsuper
union all
select current_user, 'bypassrls' from pg_roles where rolname = current_user and rolbypassrls
order by 1, 2
