-- One row per entry at which the chain of audit entries is broken; none if it is intact.
select entry, fault
from audit.verify(@anchors::jsonb)
