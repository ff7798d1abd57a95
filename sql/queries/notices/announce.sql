-- One row: the number of subscriptions that are notified of an event, which this writes to the outbox.
select notice.announce(@kind, @now, @office, @country, @subject, @data::jsonb)
