-- Whether the one a connection works for may reach what is of an office and a country; of no country only what is of their own office.
-- False where nobody has said for whom it works.
create or replace function access.reaches(of_office text, of_country text) returns boolean
    language sql stable
    return case current_setting('observatory.reach', true)
        when 'all' then true
        when 'own' then access.office() is not null and coalesce(
            case when of_country is null then access.country() is null
                and of_office = access.office() else of_country = access.country() end, false)
        else false
    end;
