select * exclude (unplaced, reason)
from {{ ref('int_match__nodes') }}
order by fiscal_year_be, demand_kind, level nulls first, meeting_field_th, side, college_code, demand_id
