-- Nothing: whoever migrates makes no more roles. Until PostgreSQL 15 that right gives every other, the server's programs among them; from 16 on it gives only
-- what one has made, and nobody can take it from themselves.
do $$
begin
    if current_setting('server_version_num')::integer < 160000 and (select rolcreaterole and not rolsuper from pg_roles where rolname = current_user) then
        execute format('alter role %I nocreaterole', current_user);
    end if;
end
$$;
