{%- set keys = teaching_keys(['level', 'unit_code']) %}
with gaps as (
    select 'teachers' as gap_of, *
    from {{ ref('int_skill_gaps__teachers') }}
    union all by name
    select 'curriculum' as gap_of, *
    from {{ ref('int_skill_gaps__curriculum') }}
),

titles as (
    select unit_code, min(unit_title) as unit_title, min(body) as body
    from {{ ref('int_curriculum_units__required') }}
    group by all
)

select
    {{ surrogate_key(['gap_of', 'fiscal_year_be', 'curriculum_be', 'breakdown'] + keys) }} as skill_gap_id,
    gaps.*,
    titles.unit_title,
    titles.body,
    if(gaps.gap_of = 'teachers', 'records', 'counts') as basis,
    gaps.levels_missing / nullif(gaps.skills, 0)::double as mean_levels_missing,
    {{ named_rate('with_gap', 'gaps.teachers_with_gap', 'gaps.teachers') }},
    (gaps.units_required - gaps.units_missing) / nullif(gaps.units_required, 0)::double as required_taught_rate
from gaps
left join titles using (unit_code)
order by gap_of, fiscal_year_be, curriculum_be, breakdown, {{ keys | join(', ') }}
