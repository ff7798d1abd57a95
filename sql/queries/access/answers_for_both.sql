-- Whether one and the same answers for what two did: a person, and every key that comes from them. One row.
select access.answers_for(@one) = access.answers_for(@other)
