-- One row per breakdown that any figure has had, with its members in the order of the dimensions.
select breakdown_id, members
from pub.breakdown
