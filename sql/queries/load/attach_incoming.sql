-- One row: whether the staged table could become a partition of the fact table as it is.
select dw.attach_staging(@submission_number, @load_id)
