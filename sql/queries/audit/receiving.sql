-- At most one row: the audit entry of the receipt of a submission, with the text that was hashed and the checksum of the entry before, so
-- that a reader can check the chain.
select received.entry, received.at, encode(received.hash, 'hex') as hash,
    encode(
        coalesce(
            (select before.hash from audit.entry as before where before.entry = received.entry - 1),
            sha256('Inter-American Security Observatory')),
        'hex') as hash_before,
    convert_from(
        audit.text_of(
            received.entry, received.at, received.actor, received.office, received.country,
            received.act, received.subject, received.detail),
        'UTF8') as text
from audit.entry as received
where received.subject = @subject
    and received.act = 'submission.received'
order by received.entry
limit 1
