-- What each college itself knows of an establishment's need: the larger of what it reports and what it announces.
select
    fiscal_year_be,
    college_code,
    establishment_id,
    place,
    level,
    meeting_field_th,
    demand_kind,
    greatest(
        coalesce(sum(headcount) filter (where told_in = 'demands'), 0),
        coalesce(sum(headcount) filter (where told_in = 'postings'), 0)
    )::bigint as headcount
from {{ ref('int_demands__told') }}
group by fiscal_year_be, college_code, establishment_id, unnamed_id, place, level, meeting_field_th, demand_kind
