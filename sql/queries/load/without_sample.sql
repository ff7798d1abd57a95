-- Returns no rows. Empties `change` if the submission is a sample and its office has real figures: invented figures are never shown beside
-- real ones.
delete from change
where exists (select from other_load where is_real)
