-- Nothing: makes sure that every set of attributes of this submission has a number.
insert into dw.attribute_set (statuses, counting_unit, confidentiality, notes)
select detail ->> 'statuses', detail ->> 'countingUnit', detail ->> 'confidentiality', detail ->> 'notes'
from ingest.staged_code
where submission_number = @submission_number
    and book = 'T'
order by number
on conflict do nothing
