-- An office of no country reaches what is its own. What else is of no country is of others like it, or of the Observatory itself, whose keys and
-- people it must neither see nor make. The rule that notices brought stands for all that is somebody's own.
create function access.reaches(of_office text, of_country text) returns boolean
    language sql stable
    return access.reaches(of_country)
        and (of_country is not null or current_setting('observatory.reach', true) = 'all' or of_office = access.office());
comment on function access.reaches(text, text) is
    'Whether the one a connection works for may reach what is of an office and a country: of no country only what is of their own office.';
grant execute on function access.reaches(text, text) to observatory_desk;

create or replace function notice.reaches(of_office text, of_country text) returns boolean
    language sql stable
    return access.reaches(of_office, of_country);

create policy of_own_office on ingest.submission as restrictive to observatory_desk
    using (access.reaches(office, country)) with check (access.reaches(office, country));
create policy of_own_office on access.person as restrictive to observatory_desk
    using (access.reaches(office, country)) with check (access.reaches(office, country));
create policy of_own_office on access.key as restrictive to observatory_desk
    using (access.reaches(office, country)) with check (access.reaches(office, country));
create policy of_own_office on audit.entry as restrictive for select to observatory_desk
    using (access.reaches(office, country));
