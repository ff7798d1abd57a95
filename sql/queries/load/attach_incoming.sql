-- Whether the staged table could be made a part of the star as it is. One row.
select dw.attach_staging(@submission_number, @load_id)
