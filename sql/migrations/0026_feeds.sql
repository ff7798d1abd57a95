-- A sample is known by how it came, a load knows its providers and its feed, and notes are compared by what they say.

alter table ingest.submission add column is_sample boolean not null default false;
comment on column ingest.submission.is_sample is 'The demo brought it: its figures are invented. The same bytes from anybody else are figures of an office.';
alter table ingest.submission add column stands_before text[] not null default '{}';
comment on column ingest.submission.stands_before is 'Feeds over which its feed had precedence when it was read: its figures replace theirs.';
alter table ingest.submission add column yields_to text[] not null default '{}';
comment on column ingest.submission.yields_to is 'Feeds that had precedence over its feed when it was read: its figures never replace theirs.';
alter table ingest.submission add column continues text[] not null default '{}';
comment on column ingest.submission.continues is 'Feeds whose series its feed gave in another layout when it was read: the newer publication holds.';

alter table dw.load add column is_sample boolean not null default false;
comment on column dw.load.is_sample is 'Its figures are invented: the first load of an office withdraws them.';
alter table dw.load add column took_samples boolean not null default false;
comment on column dw.load.took_samples is 'It withdrew all that samples of its providers had given. False of what was loaded before that was done, and of samples.';
alter table dw.load add column provider_ids smallint[] not null default '{}';
comment on column dw.load.provider_ids is 'The providers whose figures it contains or covers.';
update dw.load
set provider_ids = said.provider_ids
from (
    select load_id, array_agg(distinct provider_id order by provider_id) as provider_ids
    from (
        select load_id, provider_id from dw.load_content
        union all
        select load_id, provider_id from dw.load_scope
    ) as named
    group by load_id
) as said
where said.load_id = load.load_id;

-- Until now the bytes decided what is a sample, and each figure said so in its note.
do $$
declare
    marked integer[] := array(select attribute_set_id from dw.attribute_set where 'OBSERVATORY#sample' = any (string_to_array(notes, E'\n')));
begin
    if cardinality(marked) > 0 then
        update dw.load
        set is_sample = true
        where load_id in (
            select load_from from dw.fact_observation where attribute_set_id = any (marked) and not is_withdrawn
            union
            -- Where a version was never the answer, its set may be that of what its load repeated.
            select load_from from dw.fact_history where attribute_set_id = any (marked) and not is_withdrawn and load_from <> load_to);
        update ingest.submission
        set is_sample = true
        where load_id in (select load.load_id from dw.load where load.is_sample);
    end if;
end
$$;

-- Two mappings may write the same note, each under its own name.
alter table dw.attribute_set add column notes_say text;
comment on column dw.attribute_set.notes_say is 'Checksum of the texts of its notes in the mapping that wrote it; null where it has none of a mapping, or where they are not known.';
alter table dw.attribute_set add column says text not null generated always as (
    md5(statuses || E'\x1f' || counting_unit || E'\x1f' || confidentiality || E'\x1f' || coalesce(notes_say, notes))) stored;
comment on column dw.attribute_set.says is 'Equal for two sets that say the same of a figure, by whatever name their mappings call a note.';

-- What waits was compared before samples went: it is compared anew when it is loaded.
update ingest.submission
set compared_vintage = null
where state in ('Staged', 'Approved', 'Loading');
