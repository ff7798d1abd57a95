-- The step where nobody was reminded of it yet; none where somebody was. At most one row.
insert into notice.reminder (feed, due_on, step, at)
values (@feed, @due_on, @step, @now)
on conflict do nothing
returning step
