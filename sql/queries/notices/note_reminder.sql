-- At most one row: the step, if nobody was reminded of it yet; none if somebody was.
insert into notice.reminder (feed, due_on, step, at)
values (@feed, @due_on, @step, @now)
on conflict do nothing
returning step
