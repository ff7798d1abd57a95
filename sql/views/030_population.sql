-- The population as the public may see it: the denominators of rates. One row per State, year, sex, age, provider and time for which it held.

create or replace view pub.population as
select country.iso3 as area, population.year, population.sex, population.age, population.persons, population.status, provider.code as provider,
    population.revision, population.valid_from, population.valid_to
from ref.population
join ref.country using (country_id)
join ref.provider using (provider_id);
