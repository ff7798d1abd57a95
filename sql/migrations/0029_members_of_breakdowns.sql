-- The members of a breakdown as one list, so that statements which only pass them on need not name eleven dimensions.

alter table dw.breakdown add column members text[] not null generated always as (
    array[sex, age, mechanism, relationship, motive, place, area, citizenship, exploitation, drug, offence]) stored;

comment on column dw.breakdown.members is 'A member for each dimension, in the order of the columns; _T where not broken down.';
