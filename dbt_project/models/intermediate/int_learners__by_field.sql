{{ config(meta={"slices": "rows"}) }}
-- Learners as fine as the sources give them: of a college, level and year with a roster those of the roster, else the
-- counts that were sent. Who has left during the year is no learner of it; who graduated in it is.
with students as (
    select * from {{ sliced(ref('stg_students')) }}
),

counts as (
    select *
    from {{ sliced(ref('stg_enrolment_counts')) }}
    where (academic_year_be, college_code, level) not in (
        select (students.academic_year_be, students.college_code, students.level) from students
    )
)

select
    academic_year_be,
    college_code,
    level,
    field_th,
    branch_th,
    study_system,
    year_of_study,
    coalesce(is_beyond_course, false) as is_beyond_course,
    'records' as basis,
    count(*) as learners
from students
where status in ('studying', 'on_leave', 'graduated')
group by all
union all
select
    academic_year_be,
    college_code,
    level,
    field_th,
    branch_th,
    null,
    year_of_study,
    false,
    'counts',
    sum(learners)::bigint
from counts
group by all
