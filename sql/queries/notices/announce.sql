-- To how many something is told: an event, in the outbox. One row.
select notice.announce(@kind, @now, @office, @country, @subject, @data::jsonb)
