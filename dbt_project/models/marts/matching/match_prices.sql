select * exclude (unplaced, reason, college_node, need_node)
from {{ ref('int_match__nodes') }}
order by college_node, need_node
