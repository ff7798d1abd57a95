-- Returns no rows. Makes the areas that a submission defines public.
update ref.area
set is_public = true
from ingest.staged_code as staged
where staged.submission_number = @submission_number
    and staged.book = 'A'
    and area.code = staged.code
    and not area.is_public
