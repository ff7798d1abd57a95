-- The name of the person or key that acts in this transaction; null if nobody does.
create or replace function access.actor() returns text
    language sql stable
    return nullif(current_setting('observatory.actor', true), '');
