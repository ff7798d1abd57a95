-- Returns no rows. Adds the breakdowns of the submission that are new.
insert into dw.breakdown (sex, age, mechanism, relationship, motive, place, area, citizenship, exploitation, drug, offence)
select detail ->> 'SEX', detail ->> 'AGE', detail ->> 'MECHANISM', detail ->> 'RELATIONSHIP', detail ->> 'MOTIVE', detail ->> 'PLACE',
    detail ->> 'AREA', detail ->> 'CITIZENSHIP', detail ->> 'EXPLOITATION', detail ->> 'DRUG', detail ->> 'OFFENCE'
from ingest.staged_code
where submission_number = @submission_number
    and book = 'B'
order by number
on conflict do nothing
