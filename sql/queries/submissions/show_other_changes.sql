-- Nothing: a temporary view named other_change of what another submission would change.
select ingest.show_changes(@submission_number, 'other_change')
