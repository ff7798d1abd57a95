-- One row: the last reminder step that was announced for a wait that began at this moment; null if there was none.
select max((data ->> 'step')::integer) as step
from notice.event
where subject = @subject
    and kind = 'submission.waiting'
    and at >= @since
