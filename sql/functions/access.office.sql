-- The office that acts in this transaction; null if nobody does.
create or replace function access.office() returns text
    language sql stable
    return nullif(current_setting('observatory.office', true), '');
