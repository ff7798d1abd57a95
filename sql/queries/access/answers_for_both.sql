-- One row: whether the same person is accountable for two actors. A person is accountable for every key that was made for them.
select access.answers_for(@one) = access.answers_for(@other)
