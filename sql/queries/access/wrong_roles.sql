-- One row per way in which a role could bypass row-level security: a role of the program, the owner of the schemas, or a login for
-- questions. A role is at fault if it bypasses the policies, owns a table, is or may become a member of a role that does, or could write
-- audit entries that name nobody.
select worker.rolname as role, fault.what
from pg_roles as worker
cross join lateral (
    select 'superuser' as what where worker.rolsuper
    union all
    select 'bypassrls' where worker.rolbypassrls
    union all
    select 'createrole' where worker.rolcreaterole
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
select owner.rolname, fault.what
from pg_roles as owner
cross join lateral (
    select 'superuser' as what where owner.rolsuper
    union all
    select 'bypassrls' where owner.rolbypassrls
    union all
    select 'createrole' where owner.rolcreaterole
    union all
    select format('member of %s', other.rolname)
    from pg_roles as other
    where other.rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
        and not owner.rolsuper
        and pg_has_role(owner.oid, other.oid, 'member')
) as fault
where owner.rolname = current_user
union all
select reader.rolname, fault.what
from pg_roles as reader
cross join lateral (
    select 'superuser' as what where reader.rolsuper
    union all
    select 'bypassrls' where reader.rolbypassrls
    union all
    select 'createrole' where reader.rolcreaterole
    union all
    select 'owns the schemas and asks the public''s questions' where reader.rolname = current_user
    union all
    select format('asks the public''s questions and may become %s', other.rolname)
    from pg_roles as other
    where other.oid <> reader.oid
        and other.rolname <> 'observatory_reader'
        and reader.rolname <> current_user
        and pg_has_role(reader.oid, other.oid, 'member')
) as fault
where reader.rolname = any (@readers)
union all
select case granted.grantee when 0 then 'public' else granted.grantee::regrole::text end,
    format('%s on %s', lower(granted.privilege_type), class.oid::regclass)
from pg_class as class
cross join lateral aclexplode(class.relacl) as granted
where class.oid in ('audit.entry'::regclass, 'audit.head'::regclass)
    and granted.grantee <> class.relowner
    and granted.privilege_type <> 'SELECT'
union all
select case granted.grantee when 0 then 'public' else granted.grantee::regrole::text end, 'executes audit.note'
from pg_proc as proc
cross join lateral aclexplode(coalesce(proc.proacl, acldefault('f', proc.proowner))) as granted
where proc.oid = 'audit.note(text, text, text, text, text, jsonb)'::regprocedure
    and granted.grantee <> proc.proowner
    and granted.grantee not in (
        select worker.oid from pg_roles as worker
        where worker.rolname in ('observatory_desk', 'observatory_writer'))
order by 1, 2
