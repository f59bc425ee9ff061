-- Every run of a short course, in the field in which names meet.
with courses as (
    select
        courses.*,
        courses.fiscal_year_be - run.supply_year_offset as academic_year_be
    from {{ ref('stg_short_courses') }} as courses
    cross join {{ ref('stg_runs') }} as run
)

select
    courses.fiscal_year_be,
    courses.academic_year_be,
    {{ place_of_college('courses') }},
    courses.field_th,
    {{ meeting_field('courses', 'fields') }} as meeting_field_th,
    courses.course_id,
    courses.run,
    courses.skill_kind,
    establishments.resolved_establishment_id as establishment_id,
    courses.approved_on,
    courses.starts_on,
    courses.ends_on,
    courses.trainees,
    courses.trainees_students,
    courses.trainees_graduates,
    courses.trainees_unemployed,
    courses.trainees_public,
    courses.passed,
    courses.credits_banked,
    {{ place_of_row('courses') }}
from courses
left join {{ ref('dim_establishment') }} as establishments
    on courses.establishment_id = establishments.establishment_id
{{ join_field_of('courses') }}
{{ join_college_of('courses') }}
