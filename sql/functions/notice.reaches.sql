-- Whether the office that acts may see what is about an office and country.
create or replace function notice.reaches(of_office text, of_country text) returns boolean
    language sql stable
    return access.reaches(of_office, of_country);
