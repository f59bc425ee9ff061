select *
from {{ ref('int_match__nodes') }}
where unplaced > 0
order by fiscal_year_be, demand_kind, level nulls first, meeting_field_th, side, college_code, demand_id
