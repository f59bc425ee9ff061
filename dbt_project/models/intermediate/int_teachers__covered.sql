-- Every teacher of the rosters with what became of them in the fiscal year, as their college tells it. A college that has
-- sent nothing of a source in the year has not told that nothing was done: NULL.
with developed as (
    select
        fiscal_year_be,
        college_code,
        teacher_key,
        bool_or(activity = 'plan') as is_planned,
        bool_or(activity <> 'plan') as is_developed,
        bool_or(activity = 'training' and result is not distinct from 'passed') as is_trained,
        bool_or(activity = 'training' and result is not distinct from 'passed' and topic is not distinct from 'wbl')
            as is_trained_in_wbl,
        bool_or(is_placement) as is_placed
    from {{ ref('int_teachers__developed') }}
    group by all
),

tested as (
    select
        fiscal_year_be,
        college_code,
        person_key as teacher_key,
        bool_or(is_passed) as is_certified
    from {{ ref('int_certifications__tested') }}
    where person_kind = 'teacher'
    group by all
),

skilled as (
    select
        fiscal_year_be,
        college_code,
        teacher_key,
        not bool_or(has_gap) as is_without_gap
    from {{ ref('int_teachers__skilled') }}
    group by all
),

develops as (select distinct fiscal_year_be, college_code from developed),

tests as (select distinct fiscal_year_be, college_code from tested)

select
    teachers.*,
    {%- for flag in ['is_planned', 'is_developed', 'is_trained', 'is_trained_in_wbl', 'is_placed'] %}
    coalesce(developed.{{ flag }}, if(develops.college_code is null, null, false)) as {{ flag }},
    {%- endfor %}
    coalesce(tested.is_certified, if(tests.college_code is null, null, false)) as is_certified,
    skilled.is_without_gap
from {{ ref('int_teachers__rostered') }} as teachers
left join develops using (fiscal_year_be, college_code)
left join tests using (fiscal_year_be, college_code)
left join developed using (fiscal_year_be, college_code, teacher_key)
left join tested using (fiscal_year_be, college_code, teacher_key)
left join skilled using (fiscal_year_be, college_code, teacher_key)
