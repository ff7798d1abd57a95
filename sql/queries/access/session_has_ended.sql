-- One row: whether somebody has signed out of this session.
select access.session_has_ended(@session_hash)
