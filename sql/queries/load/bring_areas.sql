-- Returns no rows. Adds the new areas of one level that the submission defines. They are not public yet.
insert into ref.area (code, country_id, level, parent_id, path, label, type, brought_by, is_public)
select staged.code, country.country_id, @level, parent.area_id, '{}', staged.detail -> 'label', staged.detail ->> 'type', @feed, false
from ingest.staged_code as staged
join ref.country on country.iso3 = staged.detail ->> 'country'
join ref.area as parent on parent.code = staged.detail ->> 'parent'
where staged.submission_number = @submission_number
    and staged.book = 'A'
    and staged.detail is not null
    and (staged.detail ->> 'level')::smallint = @level
order by staged.code
on conflict (code) do nothing
