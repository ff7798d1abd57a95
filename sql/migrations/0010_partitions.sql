-- Which members of a dimension make a whole together, as the mapping of a load says: where an office gives no total, it is the sum of them.

create table dw.load_partition (
    load_id integer not null,
    provider_id smallint not null,
    indicator_id smallint not null,
    dimension text not null,
    members text[] not null,
    absent_is_zero boolean not null,
    first_day date not null,
    last_day date not null,
    primary key (load_id, provider_id, indicator_id, dimension, members)
);
comment on table dw.load_partition is
    'What the mapping of a load says makes a whole: members that do not overlap and leave nobody out. Of one mapping the newest publication that covers a period holds.';
comment on column dw.load_partition.absent_is_zero is 'The source is a register of the whole: a member without a record had none.';
comment on column dw.load_partition.first_day is 'Of the first period that the load gives figures for.';

create table ingest.staged_partition (
    submission_number integer not null,
    provider text not null,
    indicator text not null,
    dimension text not null,
    members text[] not null,
    absent_is_zero boolean not null,
    first_day date not null,
    last_day date not null
);
create index staged_partition_of on ingest.staged_partition (submission_number);
