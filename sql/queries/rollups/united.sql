-- Returns no rows. Creates the temporary table `united` with one row per combination of sets of attributes: the union of their contents.
create temporary table united on commit drop as
select combination.sets,
    (select string_agg(distinct status, ';' order by status)
        from dw.attribute_set, unnest(string_to_array(statuses, ';')) as status
        where attribute_set_id = any (combination.sets)) as statuses,
    (select max(counting_unit) from dw.attribute_set where attribute_set_id = any (combination.sets)) as counting_unit,
    (select max(confidentiality) from dw.attribute_set where attribute_set_id = any (combination.sets)) as confidentiality,
    coalesce((select string_agg(distinct note, E'\n' order by note) from dw.attribute_set, unnest(string_to_array(notes, E'\n')) as note
        where attribute_set_id = any (combination.sets) and note <> ''), '') as notes
from (select distinct sets from mixed) as combination
