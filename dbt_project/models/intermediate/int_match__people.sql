-- The people whom each college can place, in the fiscal years in which anybody is needed.
with years as (
    select distinct fiscal_year_be, supply_academic_year_be
    from {{ ref('int_demands__counted') }}
    where headcount > 0
),

entrants as (
    select
        years.fiscal_year_be,
        'job' as demand_kind,
        supply.level,
        supply.meeting_field_th,
        supply.college_code,
        -- a sum with an unknown part is unknown
        case
            when count(supply.supply_now) = count(supply.supply_labour) then round(sum(supply.supply_labour))::bigint
        end as people,
        false as is_assumed
    from {{ ref('int_supply__with_labour') }} as supply
    inner join years on supply.academic_year_be = years.supply_academic_year_be
    group by all
),

last_years as (
    -- Who tells no study system is taken for regular.
    select
        years.fiscal_year_be,
        'internship' as demand_kind,
        learners.level,
        {{ meeting_field('learners', 'crosswalk') }} as meeting_field_th,
        learners.college_code,
        sum(learners.learners)::bigint as people,
        bool_or(learners.study_system is null) as is_assumed
    from {{ ref('int_learners__by_field') }} as learners
    inner join years on learners.academic_year_be = years.supply_academic_year_be
    inner join {{ ref('levels') }} as levels
        on learners.level = levels.level
        and learners.year_of_study = levels.years_of_study
    left join {{ ref('int_fields__crosswalked') }} as crosswalk
        on {{ is_crosswalked('learners', 'crosswalk') }}
    where coalesce(learners.study_system, 'regular') = 'regular'
    group by all
),

dual_learners as (
    select *
    from {{ ref('stg_students') }}
    where study_system = 'dual' and status in ('studying', 'on_leave', 'graduated')
),

placed as (
    select distinct fiscal_year_be, college_code, unnest([student_key, person_key]) as key
    from {{ ref('int_placements__placed') }}
    where placement_kind = 'dual'
),

dual_unplaced as (
    select
        years.fiscal_year_be,
        'dual' as demand_kind,
        learners.level,
        {{ meeting_field('learners', 'crosswalk') }} as meeting_field_th,
        learners.college_code,
        count(*) as people,
        false as is_assumed
    from dual_learners as learners
    inner join years on learners.academic_year_be = years.supply_academic_year_be
    left join placed as by_student
        on years.fiscal_year_be = by_student.fiscal_year_be
        and learners.college_code = by_student.college_code
        and learners.student_key = by_student.key
    left join placed as by_person
        on years.fiscal_year_be = by_person.fiscal_year_be
        and learners.college_code = by_person.college_code
        and learners.person_key = by_person.key
    left join {{ ref('int_fields__crosswalked') }} as crosswalk
        on {{ is_crosswalked('learners', 'crosswalk') }}
    where by_student.key is null and by_person.key is null
    group by all
),

teachers as (
    select
        teachers.fiscal_year_be,
        'teacher_placement' as demand_kind,
        null::varchar as level,
        teachers.meeting_field_th,
        teachers.college_code,
        count(*) as people,
        false as is_assumed
    from {{ ref('int_match__teachers') }} as teachers
    inner join years on teachers.fiscal_year_be = years.fiscal_year_be
    group by all
),

people as (
    select * from entrants where people > 0
    union all
    select * from last_years where people > 0
    union all
    select * from dual_unplaced
    union all
    select * from teachers
)

select
    row_number() over (order by {{ match_problem_order() }}, college_code)::integer as college_node,
    *
from people
