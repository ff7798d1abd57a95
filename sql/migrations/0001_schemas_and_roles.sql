-- Schemas by who may write to them, and the two roles the program works under. The role that migrates owns everything.

create schema ingest;
create schema ref;
create schema dw;
create schema pub;

comment on schema ingest is 'What arrived and what became of it.';
comment on schema ref is 'The shared taxonomy: code lists, areas, providers, population.';
comment on schema dw is 'The star: facts of every vintage and their dimensions.';
comment on schema pub is 'Views: all that the public API can see.';

do $$
begin
    if not exists (select from pg_roles where rolname = 'observatory_reader') then
        create role observatory_reader nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'observatory_writer') then
        create role observatory_writer nologin;
    end if;
    -- The login that migrates also serves: it steps down to one of the two for everything else.
    if not pg_has_role(current_user, 'observatory_reader', 'member') then
        execute format('grant observatory_reader to %I', current_user);
    end if;
    if not pg_has_role(current_user, 'observatory_writer', 'member') then
        execute format('grant observatory_writer to %I', current_user);
    end if;
end
$$;

grant usage on schema pub to observatory_reader;
grant usage on schema pub, ref, dw, ingest to observatory_writer;

alter default privileges in schema pub grant select on tables to observatory_reader, observatory_writer;
alter default privileges in schema ingest grant select, insert, update, delete on tables to observatory_writer;
alter default privileges in schema ingest grant usage on sequences to observatory_writer;
alter default privileges in schema ref grant select, insert, update on tables to observatory_writer;
alter default privileges in schema ref grant usage on sequences to observatory_writer;
-- A fact may be closed (load_to), never deleted.
alter default privileges in schema dw grant select, insert, update on tables to observatory_writer;
alter default privileges in schema dw grant usage on sequences to observatory_writer;
