-- Every placement of a teacher in an establishment, in the fiscal year that the college reports it for.
select
    teachers.fiscal_year_be,
    teachers.college_code,
    establishments.resolved_establishment_id as establishment_id,
    teachers.field_th,
    teachers.teacher_key
from {{ ref('stg_teacher_development') }} as teachers
left join {{ ref('dim_establishment') }} as establishments
    on teachers.establishment_id = establishments.establishment_id
where teachers.activity = 'placement'
