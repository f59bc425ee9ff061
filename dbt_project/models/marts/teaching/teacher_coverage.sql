{%- set flags = {
    'is_planned': 'teachers_planned', 'is_trained': 'teachers_trained', 'is_trained_in_wbl': 'teachers_trained_in_wbl',
    'is_placed': 'teachers_placed', 'is_certified': 'teachers_certified', 'is_without_gap': 'teachers_without_gap',
} %}
{%- set measures %}
    count(*) as source_rows,
    nullif(count(distinct teacher_key), 0) as teachers,
    {{ persons_with('is_vocational', 'teacher_key') }} as vocational_teachers,
    {{ persons_with('is_supervisor', 'teacher_key') }} as supervisors,
    {%- for flag, name in {
        'is_trained': 'development_known', 'is_certified': 'certification_known', 'is_without_gap': 'skills_known'
    }.items() %}
    count(distinct teacher_key) filter (where {{ flag }} is not null) as {{ name }},
    {%- endfor %}
    {%- for flag, name in flags.items() %}
    {{ persons_with(flag, 'teacher_key') }} as {{ name }},
    {%- endfor %}
    sum(experts)::bigint as workplace_experts,
    sum(trainers)::bigint as workplace_trainers,
    sum(trainers_certified)::bigint as workplace_trainers_certified
{%- endset %}
with experts as (
    select
        experts.*,
        experts.reported_by as college_code,
        experts.fiscal_year_be - run.supply_year_offset as academic_year_be
    from {{ ref('stg_workplace_experts') }} as experts
    cross join {{ ref('stg_runs') }} as run
),

told as (
    select * from {{ ref('int_teachers__covered') }}
    union all by name
    select
        experts.fiscal_year_be,
        experts.academic_year_be,
        {{ place_of_college('experts') }},
        experts.field_th,
        {{ meeting_field('experts', 'fields') }} as meeting_field_th,
        experts.experts,
        experts.trainers,
        experts.trainers_certified
    from experts
    {{ join_field_of('experts') }}
    {{ join_college_of('experts') }}
),

networked as (
    {{ in_centres('told') }}
),

cells as (
    {{ teaching_cells('told', 'networked', measures, ['academic_year_be']) }}
)

-- Experts are sums that colleges tell and nobody has published: they are rounded as records are.
select
    {{ surrogate_key(['fiscal_year_be', 'breakdown'] + teaching_keys()) }} as teacher_coverage_id,
    *,
    'records' as basis,
    {{ named_rate('trained', 'teachers_trained', 'development_known') }},
    {{ named_rate('certified', 'teachers_certified', 'certification_known') }}
from ({{ known_cells('cells', ['institute'], teaching_breakdowns()) }})
order by fiscal_year_be, breakdown, {{ teaching_keys() | join(', ') }}
