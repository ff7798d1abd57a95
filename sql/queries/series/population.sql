-- One row per State, year, sex and age of the population series, in the revision that was valid at an instant. The series is the provider
-- that ranks first for POP_TOT.
with declared as (
    select provider.code
    from pub.preferred_source
    join pub.provider using (provider_id)
    where preferred_source.indicator = 'POP_TOT'
        and preferred_source.area = '*'
    order by preferred_source.rank
    limit 1
)
select population.area, population.year::integer as year, population.sex, population.age, population.persons, population.status,
    population.provider, population.revision, population.valid_from
from declared
join pub.population on population.provider = declared.code
where population.area = any (@areas)
    and population.year between @from_year and @to_year
    and (population.sex = any (@sex) or population.sex = '_T' or @sex::text[] is null)
    and (population.age = any (@age) or population.age = '_T' or @age::text[] is null)
    and case
        when @as_of::timestamptz is null then population.valid_to is null
        else population.valid_from <= @as_of and (population.valid_to is null or population.valid_to > @as_of)
    end
order by population.area, population.sex, population.age, population.year
