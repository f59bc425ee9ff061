-- Teachers who plan to gain experience in an establishment in a fiscal year and have not been placed in it, each once: in
-- the field of a plan in which teachers are asked for, else in the first.
with planned as (
    select distinct
        plans.fiscal_year_be,
        plans.fiscal_year_be - run.supply_year_offset as academic_year_be,
        plans.college_code,
        plans.teacher_key,
        plans.field_th
    from {{ ref('stg_teacher_development') }} as plans
    cross join {{ ref('stg_runs') }} as run
    left join {{ ref('int_teachers__placed') }} as placed
        on plans.fiscal_year_be = placed.fiscal_year_be
        and plans.teacher_key = placed.teacher_key
    where plans.activity = 'plan' and placed.teacher_key is null
),

-- A name may meet another field at each level.
met as (
    select distinct
        planned.fiscal_year_be,
        planned.college_code,
        planned.teacher_key,
        {{ meeting_field('planned', 'crosswalk') }} as meeting_field_th
    from planned
    left join {{ ref('int_fields__crosswalked') }} as crosswalk
        on planned.field_th = crosswalk.field_th
        and {{ is_valid_in('crosswalk', 'planned.academic_year_be') }}
),

asked as (
    select distinct fiscal_year_be, meeting_field_th
    from {{ ref('int_demands__counted') }}
    where demand_kind = 'teacher_placement' and headcount > 0
)

select
    met.fiscal_year_be,
    met.college_code,
    met.teacher_key,
    met.meeting_field_th
from met
left join asked
    on met.fiscal_year_be = asked.fiscal_year_be
    and met.meeting_field_th = asked.meeting_field_th
qualify row_number() over (
    partition by met.fiscal_year_be, met.teacher_key
    order by asked.meeting_field_th is null, met.meeting_field_th, met.college_code
) = 1
