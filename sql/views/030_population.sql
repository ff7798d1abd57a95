-- One row per State, year, sex, age, provider and time of validity: the population that the public may see, which is the denominator of
-- rates.

create or replace view pub.population as
select country.iso3 as area, population.year, population.sex, population.age, population.persons, population.status,
    provider.code as provider, population.revision, population.valid_from, population.valid_to
from ref.population
join ref.country using (country_id)
join ref.provider using (provider_id);
