-- One row: how many subscriptions are told of an event, which this writes to the outbox.
select notice.announce(@kind, @now, @office, @country, @subject, @data::jsonb)
