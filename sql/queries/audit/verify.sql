-- One row per place where the chain of acts does not hold; none where it does.
select entry, fault
from audit.verify(@anchors::jsonb)
