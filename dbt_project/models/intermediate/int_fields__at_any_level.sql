-- The field in which a name meets others where no level is told: that of the levels that have the name, if it is one. A
-- name that is not here meets itself.
select
    years.academic_year_be,
    crosswalk.field_th,
    min(crosswalk.meeting_field_th) as meeting_field_th
from {{ ref('dim_academic_year') }} as years
inner join {{ ref('int_fields__crosswalked') }} as crosswalk
    on {{ is_valid_in('crosswalk', 'years.academic_year_be') }}
group by all
having min(crosswalk.meeting_field_th) = max(crosswalk.meeting_field_th)
