-- Returns no rows. Deletes one batch of events whose retention has ended and that have no delivery left.
delete from notice.event
where event_id in (
    select event.event_id
    from notice.event
    where event.at < @before
        and not exists (select from notice.delivery where delivery.event_id = event.event_id)
    order by event.at
    limit @take)
