-- One row: whether the same person is accountable for two actors. A person is accountable for every key that they made, directly or with
-- another key.
select access.answers_for(@one) = access.answers_for(@other)
