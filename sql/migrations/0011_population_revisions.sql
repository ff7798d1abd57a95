-- Population by revision: what a rate was made of stays known when another revision takes its place.

alter table ref.population add column revision text;
alter table ref.population add column valid_from timestamptz;
alter table ref.population add column valid_to timestamptz;

-- What is there has been since the first taxonomy, as far as is known, and is of the revision that the newest one names.
update ref.population
set valid_from = (select min(loaded_at) from ref.taxonomy_version),
    revision = (
        select (regexp_match(convert_from(taxonomy_file.content, 'UTF8'), '(?:^|\n)' || provider.code || ',([^,\r\n]+)'))[1]
        from ref.taxonomy_file
        join ref.provider on provider.provider_id = population.provider_id
        where taxonomy_file.name = 'revisions.csv'
        order by taxonomy_file.taxonomy_version_id desc
        limit 1);

alter table ref.population alter column valid_from set not null;
alter table ref.population add check (valid_from < valid_to);
alter table ref.population drop constraint population_pkey;
alter table ref.population add primary key (country_id, year, sex, age, provider_id, valid_from);
create unique index population_holding on ref.population (country_id, year, sex, age, provider_id) where valid_to is null;
comment on column ref.population.revision is 'The edition of the series, such as 2024; null where none is known.';
comment on column ref.population.valid_from is 'Rates were made of it from then on; two revisions never hold at one time.';
comment on column ref.population.valid_to is 'Until then; null while it holds.';

-- What an earlier migration said of submissions in English is a code now, which is said in the reader's language.
update ingest.submission_event
set detail = 'STAGING_RENEWED'
where actor = 'migration'
    and detail = 'Staged figures are kept in another form now; the files are read again.';
