-- Nothing: a temporary table from the submission's breakdown numbers to the warehouse's.
create temporary table incoming_breakdown on commit drop as
select staged.number, breakdown.breakdown_id
from ingest.staged_code as staged
join dw.breakdown
    on breakdown.sex = staged.detail ->> 'SEX'
    and breakdown.age = staged.detail ->> 'AGE'
    and breakdown.mechanism = staged.detail ->> 'MECHANISM'
    and breakdown.relationship = staged.detail ->> 'RELATIONSHIP'
    and breakdown.motive = staged.detail ->> 'MOTIVE'
    and breakdown.place = staged.detail ->> 'PLACE'
    and breakdown.area = staged.detail ->> 'AREA'
    and breakdown.citizenship = staged.detail ->> 'CITIZENSHIP'
    and breakdown.exploitation = staged.detail ->> 'EXPLOITATION'
    and breakdown.drug = staged.detail ->> 'DRUG'
    and breakdown.offence = staged.detail ->> 'OFFENCE'
where staged.submission_number = (select number from ingest.submission where submission_id = @submission_id)
    and staged.book = 'B'
