-- Notes who answers for a new key, whatever the program says, and refuses the key of a maker that has ended or may make none any more.
create or replace function access.answer_for_key() returns trigger
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    maker record;
begin
    new.made_by := null;
    new.answerable := case when access.office() is null then 'key:' || new.prefix else new.created_by end;
    if new.created_by like 'key:%' then
        select * into maker from access.key_of(substr(new.created_by, 5));
        if maker.key_id is null or maker.revoked_at is not null or maker.expires_at <= new.created_at then
            raise exception using errcode = 'insufficient_privilege', message = 'A key that has ended makes no keys.';
        end if;
        if new.role = 'Approver' then
            raise exception using errcode = 'insufficient_privilege', message = 'A key makes no keys for reviewing.';
        end if;
        if new.expires_at > maker.expires_at then
            raise exception using errcode = 'insufficient_privilege', message = 'A key does not outlive the key that made it.';
        end if;
        new.made_by := maker.key_id;
        new.answerable := maker.answerable;
    elsif exists (select from access.person where person.address = lower(new.created_by))
        and not exists (
            select
            from access.person
            join access.person_role using (person_id)
            where person.address = lower(new.created_by)
                and person.is_active
                and (person_role.role = 'Admin'
                    or (person_role.role = 'Approver'
                        and case when new.country is null then person.country is null
                            and person.office = new.office else person.country = new.country end))) then
        -- A session goes on for a while when its person has gone or may do less.
        raise exception using errcode = 'insufficient_privilege', message = 'Who may make no keys any more makes none.';
    end if;
    return new;
end
$$;
