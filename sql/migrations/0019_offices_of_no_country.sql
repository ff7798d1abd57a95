-- An office of no country reaches what is its own. What else is of no country is of others like it, or of the Observatory itself, whose keys and
-- people it must neither see nor make.
create function access.reaches_office(of_country text, of_office text) returns boolean
    language sql stable
    return of_country is not null or current_setting('observatory.reach', true) = 'all' or of_office = nullif(current_setting('observatory.office', true), '');
comment on function access.reaches_office(text, text) is
    'Whether something of no country is within reach by the office it is of; what is of a country is judged by that alone.';
grant execute on function access.reaches_office(text, text) to observatory_desk;

create policy of_own_office on ingest.submission as restrictive to observatory_desk
    using (access.reaches_office(country, office)) with check (access.reaches_office(country, office));
create policy of_own_office on access.person as restrictive to observatory_desk
    using (access.reaches_office(country, office)) with check (access.reaches_office(country, office));
create policy of_own_office on access.key as restrictive to observatory_desk
    using (access.reaches_office(country, office)) with check (access.reaches_office(country, office));
create policy of_own_office on audit.entry as restrictive for select to observatory_desk
    using (access.reaches_office(country, office));
