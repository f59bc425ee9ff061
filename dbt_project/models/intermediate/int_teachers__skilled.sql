-- What each unit of competency asks of a teacher and how far the teacher is. A level above the required one makes good no
-- gap elsewhere.
with skills as (
    select
        skills.*,
        skills.fiscal_year_be - run.supply_year_offset as academic_year_be
    from {{ ref('stg_teacher_skills') }} as skills
    cross join {{ ref('stg_runs') }} as run
)

select
    skills.fiscal_year_be,
    skills.academic_year_be,
    {{ place_of_college('skills') }},
    skills.field_th,
    {{ meeting_field('skills', 'fields') }} as meeting_field_th,
    skills.teacher_key,
    skills.unit_code,
    skills.required_level,
    skills.current_level,
    greatest(skills.required_level - skills.current_level, 0) as gap,
    skills.current_level < skills.required_level as has_gap,
    {{ place_of_row('skills') }}
from skills
{{ join_field_of('skills') }}
{{ join_college_of('skills') }}
