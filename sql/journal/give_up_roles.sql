-- Returns no rows. Takes the right to create roles from the login that migrates. Up to PostgreSQL 15 this right lets a login grant itself
-- almost any other role, also those that run programs on the server. From 16 on it covers only the roles that the login itself created, and
-- a login cannot take the right from itself.
do $$
begin
    if current_setting('server_version_num')::integer < 160000
        and (select rolcreaterole and not rolsuper from pg_roles where rolname = current_user) then
        execute format('alter role %I nocreaterole', current_user);
    end if;
end
$$;
