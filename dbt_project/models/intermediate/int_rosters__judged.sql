{{ config(materialized="view") }}
-- The rules that hold rows about a teacher or a learner against the rosters. A column named after a rule is TRUE where
-- the row fails it, FALSE where it passes, NULL where there is nothing to compare; a row that waits passes as soon as the
-- roster has arrived. A learner is found by the student id, else by the national id, a teacher by the national id.
with learners as (
    {%- for roster, model in {'students': 'stg_students', 'graduates': 'int_graduates__one_roster'}.items() %}
    select
        '{{ roster }}' as roster,
        academic_year_be,
        college_code,
        student_key,
        {{ number_key('identified_by', 'person_key') }} as person_key
    from {{ ref(model) }}
    where college_code in (
        select college_code from {{ ref('stg_placements') }}
        union all
        select college_code from {{ ref('stg_certifications') }}
    )
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

students_of_year as (
    select distinct academic_year_be, college_code, student_key
    from learners
),

persons_of_year as (
    select distinct academic_year_be, college_code, person_key
    from learners
    where person_key is not null
),

-- Whoever has a date of test may have left since: any year of the rosters will do.
students_ever as (
    select college_code, student_key, bool_or(roster = 'graduates') as is_graduate
    from learners
    group by all
),

persons_ever as (
    select college_code, person_key, bool_or(roster = 'graduates') as is_graduate
    from learners
    where person_key is not null
    group by all
),

teachers_ever as (
    select distinct college_code, teacher_key
    from {{ ref('stg_teachers') }}
),

placements as (
    select
        'placements' as source,
        students_of_year.student_key is null and persons_of_year.person_key is null as waiting_for_students,
        {%- for person in ['placements.person_key', 'placements.college_code, placements.student_key'] %}
        {{ 'or ' if not loop.first }}coalesce(max(coalesce(placements.ends_on, placements.starts_on)) over (
            partition by {{ person }} order by placements.starts_on, placements.ends_on, placements.establishment_id
            rows between unbounded preceding and 1 preceding
        ) >= placements.starts_on, false)
        or coalesce(min(placements.starts_on) over (
            partition by {{ person }} order by placements.starts_on, placements.ends_on, placements.establishment_id
            rows between 1 following and unbounded following
        ) <= coalesce(placements.ends_on, placements.starts_on), false)
        {%- endfor %} as placements_overlap,
        {{ place_of_row('placements') }}
    from {{ ref('stg_placements') }} as placements
    left join students_of_year on {{ is_same_student('placements', 'students_of_year') }}
    left join persons_of_year on {{ is_same_person('placements', 'persons_of_year') }}
),

certifications as (
    select
        'certifications' as source,
        case when tests.person_kind = 'teacher' then teachers_ever.teacher_key is null end as waiting_for_teachers,
        case
            when tests.person_kind = 'learner' then students_ever.student_key is null and persons_ever.person_key is null
        end as waiting_for_students,
        case
            when tests.person_kind = 'graduate'
                then not coalesce(students_ever.is_graduate, false) and not coalesce(persons_ever.is_graduate, false)
        end as waiting_for_graduates,
        {{ place_of_row('tests') }}
    from {{ ref('stg_certifications') }} as tests
    left join teachers_ever
        on tests.college_code = teachers_ever.college_code
        and tests.person_key = teachers_ever.teacher_key
    left join students_ever
        on tests.college_code = students_ever.college_code
        and tests.student_key = students_ever.student_key
    left join persons_ever
        on tests.college_code = persons_ever.college_code
        and {{ number_key('tests.identified_by', 'tests.person_key') }} = persons_ever.person_key
),

-- A fiscal year lies in two academic years: a teacher of either is in the roster.
teachers_of_fiscal_year as (
    select distinct academic_year_be + years.later as fiscal_year_be, college_code, teacher_key
    from {{ ref('stg_teachers') }}
    cross join (select unnest([0, 1]) as later) as years
),

developed as (
    {%- for source in ['teacher_development', 'teacher_skills'] %}
    select
        '{{ source }}' as source,
        teachers.teacher_key is null as waiting_for_teachers,
        {{ place_of_row('rows_in_force') }}
    from {{ ref('stg_' ~ source) }} as rows_in_force
    left join teachers_of_fiscal_year as teachers
        on rows_in_force.fiscal_year_be = teachers.fiscal_year_be
        and rows_in_force.college_code = teachers.college_code
        and rows_in_force.teacher_key = teachers.teacher_key
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from placements
union all by name
select * from certifications
union all by name
select * from developed
