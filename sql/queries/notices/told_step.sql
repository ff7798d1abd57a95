-- The last step that somebody was told of a wait that began then; none where there was no such step. One row.
select max((data ->> 'step')::integer) as step
from notice.event
where subject = @subject
    and kind = 'submission.waiting'
    and at >= @since
