-- Whether a label has a text in each of the four languages.
create or replace function ref.is_label(label jsonb) returns boolean
    language sql immutable parallel safe
    return label ?& array['en', 'es', 'fr', 'pt'];
