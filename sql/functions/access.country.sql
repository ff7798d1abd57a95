-- The country of the office that acts in this transaction; null for an office of no country.
create or replace function access.country() returns text
    language sql stable
    return nullif(current_setting('observatory.country', true), '');
