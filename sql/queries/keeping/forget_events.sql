-- Nothing: some events that are older than they are kept and that nobody is told of any more.
delete from notice.event
where event_id in (
    select event.event_id
    from notice.event
    where event.at < @before
        and not exists (select from notice.delivery where delivery.event_id = event.event_id)
    order by event.at
    limit @take)
