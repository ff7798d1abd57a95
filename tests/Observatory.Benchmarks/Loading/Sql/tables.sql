-- What both statements load into, and the dictionaries that the second looks codes up in. Made before anything is timed.
create table bare (
    indicator smallint not null,
    geography integer not null,
    period smallint not null,
    disaggregation smallint not null,
    source smallint not null,
    value numeric,
    status smallint not null,
    load integer not null,
    source_row integer not null
);
create table fact (like bare, primary key (indicator, geography, period, disaggregation, source)) partition by range (period);
create table municipality (geography integer not null, code text primary key);
create table offence (
    indicator smallint not null,
    bien_juridico text,
    tipo text,
    subtipo text,
    modalidad text,
    primary key (bien_juridico, tipo, subtipo, modalidad)
);
\copy municipality from '{municipalities}' with (format csv)
\copy offence from '{offences}' with (format csv)
analyze municipality, offence;
