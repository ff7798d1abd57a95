-- Nothing: a temporary table from the submission's attribute numbers to the warehouse's.
create temporary table incoming_attributes on commit drop as
select staged.number, attribute_set.attribute_set_id
from ingest.staged_code as staged
join dw.attribute_set
    on attribute_set.statuses = staged.detail ->> 'statuses'
    and attribute_set.counting_unit = staged.detail ->> 'countingUnit'
    and attribute_set.confidentiality = staged.detail ->> 'confidentiality'
    and attribute_set.notes = staged.detail ->> 'notes'
where staged.submission_number = (select number from ingest.submission where submission_id = @submission_id)
    and staged.book = 'T'
