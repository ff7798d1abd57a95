-- Whether somebody has signed out of a session. One row.
select access.session_has_ended(@session_hash)
