-- One row per breakdown of a submission: its number in the submission and its identifier in the warehouse.
select staged.number, breakdown.breakdown_id as id
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
where staged.submission_number = @submission_number
    and staged.book = 'B'
order by staged.number
