select * exclude (college_node, need_node)
from {{ ref('int_match__nodes') }}
where unplaced > 0
order by college_node, need_node
