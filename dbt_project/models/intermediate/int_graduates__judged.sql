{{ config(materialized="view") }}
-- The rules that hold graduates against the learners of their year, the curriculum and a roster that supersedes them.
-- A column named after a rule is TRUE where the row fails it, FALSE where it passes, NULL where nothing is to compare.
with final_year as (
    -- A learner whose year of study is not told may be in the last one.
    select
        students.academic_year_be,
        students.college_code,
        students.student_key,
        students.person_key,
        students.identified_by
    from {{ ref('stg_students') }} as students
    inner join {{ ref('levels') }} as levels on students.level = levels.level
    where students.is_beyond_course or coalesce(students.year_of_study >= levels.years_of_study, true)
),

by_student as (
    select distinct academic_year_be, college_code, student_key
    from final_year
),

by_person as (
    select distinct academic_year_be, college_code, person_key
    from final_year
    where {{ is_known_by_number('identified_by') }}
),

levels_with_learners as (
    select distinct academic_year_be, college_code, level
    from {{ ref('stg_students') }}
),

curriculum as (
    select
        fields.curriculum_be,
        levels.level,
        fields.field_th,
        fields.field_code
    from {{ ref('fields_2567') }} as fields
    inner join {{ ref('levels') }} as levels on fields.level = levels.label_th
),

in_force as (
    select
        'graduates' as source,
        {{ place_of_row('graduates') }},
        case
            when levels_with_learners.level is not null
                then by_student.student_key is null and by_person.person_key is null
        end as not_a_final_year_learner,
        graduates.check_field_code <> curriculum.field_code as field_code_differs
    from {{ ref('int_graduates__one_roster') }} as graduates
    left join levels_with_learners
        on graduates.academic_year_be = levels_with_learners.academic_year_be
        and graduates.college_code = levels_with_learners.college_code
        and graduates.level = levels_with_learners.level
    left join by_student on {{ is_same_student('graduates', 'by_student') }}
    left join by_person on {{ is_same_person('graduates', 'by_person') }}
    left join curriculum
        on graduates.curriculum_be = curriculum.curriculum_be
        and graduates.level = curriculum.level
        and graduates.field_th = curriculum.field_th
),

-- Rows of the V-COP report, whether a roster of their college, year and level stands in their place.
reported as (
    select
        'graduates' as source,
        {{ place_of_row() }},
        (academic_year_be, college_code, level) in (
            select (rosters.academic_year_be, rosters.college_code, rosters.level)
            from {{ ref('stg_graduates') }} as rosters
            where rosters.report_round is null
        ) as superseded_by_roster
    from {{ ref('stg_graduates') }}
    where report_round is not null
)

select * from in_force
union all by name
select * from reported
