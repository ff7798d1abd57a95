-- Returns no rows. Creates the temporary view `other_change` of what another submission would change.
select ingest.show_changes(@submission_number, 'other_change')
