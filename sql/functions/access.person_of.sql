-- The active person of an identity; the first sign-in with a verified address ties the identity to the person.
create or replace function access.person_of(of_issuer text, of_subject text, of_address text, is_verified boolean)
returns table (person_id uuid, address text, name text, office text, country text, roles text[])
language plpgsql
security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
    found uuid;
begin
    select person.person_id into found from access.person where person.issuer = of_issuer and person.subject = of_subject
        and person.is_active;
    -- Who was invited by address is bound to the account that first proves to own it, once.
    if found is null and is_verified then
        update access.person set issuer = of_issuer, subject = of_subject
        where person.address = lower(of_address) and person.subject is null and person.is_active
        returning person.person_id into found;
    end if;
    update access.person set last_seen_at = clock_timestamp() where person.person_id = found;
    return query
        select person.person_id, person.address, person.name, person.office, person.country,
            array(select person_role.role from access.person_role where person_role.person_id = found order by person_role.role)
        from access.person
        where person.person_id = found;
end
$$;
