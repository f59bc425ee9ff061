-- What a college does with establishments in a field and level: the demands it knows, who is placed, and its agreements.
with agreements as (
    -- Two names of one agreement may meet in one field; it and its seats count once.
    select
        fiscal_year_be,
        college_code,
        level,
        meeting_field_th,
        agreement_id,
        max(seats) as seats
    from {{ ref('int_agreements__in_force') }}
    group by all
),

teachers as (
    -- A teacher has no level: the placement counts at each level that has a field of the name.
    select
        teachers.fiscal_year_be,
        teachers.college_code,
        crosswalk.level,
        crosswalk.meeting_field_th,
        teachers.teacher_key
    from {{ ref('int_teachers__placed') }} as teachers
    inner join {{ ref('int_fiscal_years__held') }} as years on teachers.fiscal_year_be = years.fiscal_year_be
    inner join {{ ref('int_fields__crosswalked') }} as crosswalk
        on teachers.field_th = crosswalk.field_th
        and {{ is_valid_in('crosswalk', 'years.supply_academic_year_be') }}
),

told as (
    select * from agreements
    union all by name
    select fiscal_year_be, college_code, level, meeting_field_th, establishment_id
    from {{ ref('int_agreements__in_force') }}
    union all by name
    select * from teachers
    union all by name
    select
        fiscal_year_be,
        college_code,
        level,
        meeting_field_th,
        placement_kind,
        establishment_id
    from {{ ref('int_placements__placed') }}
    union all by name
    select
        fiscal_year_be,
        college_code,
        level,
        meeting_field_th,
        place,
        demand_kind,
        headcount,
        case when headcount > 0 then establishment_id end as establishment_id
    from {{ ref('int_demands__by_college') }}
)

select
    fiscal_year_be,
    college_code,
    level,
    meeting_field_th,
    count(distinct establishment_id) as establishments,
    {%- for column, kind in {
        'demand_jobs': 'job', 'demand_internship': 'internship', 'demand_dual': 'dual',
        'demand_teacher_placement': 'teacher_placement',
    }.items() %}
    coalesce(sum(headcount) filter (where place = 'home' and demand_kind = '{{ kind }}'), 0)::bigint as {{ column }},
    {%- endfor %}
    coalesce(sum(headcount) filter (where place = 'abroad'), 0)::bigint as demand_abroad,
    count(*) filter (where placement_kind = 'internship') as matched_internship,
    count(*) filter (where placement_kind = 'dual') as matched_dual,
    count(teacher_key) as matched_teachers,
    count(agreement_id) as agreements_in_force,
    sum(seats)::bigint as seats
from told
where level is not null and meeting_field_th is not null
group by all
