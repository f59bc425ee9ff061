{%- set flags = {
    'is_trained_before_start': 'trained_before_start', 'is_oriented_before_start': 'oriented_before_start',
    'is_site_checked': 'site_checked', 'is_supervised': 'supervised', 'is_in_order': 'in_order', 'is_safe': 'safe',
} %}
{%- set measures %}
    count(*) as source_rows,
    count(distinct coalesce(student_key, person_key)) as learners,
    count(*) as placements,
    count(*) filter (where placement_kind = 'internship') as internships,
    count(*) filter (where placement_kind = 'dual') as dual_placements,
    {%- for flag, name in flags.items() %}
    {%- if flag not in ['is_oriented_before_start', 'is_site_checked'] %}
    count({{ flag }}) as {{ name }}_known,
    {%- endif %}
    {{ rows_with(flag) }} as {{ name }},
    {%- endfor %}
    sum(incidents)::bigint as accidents,
    {{ rows_with('is_complained_of') }} as complained_of,
    sum(complaints)::bigint as complaints,
    sum(complaints_solved)::bigint as complaints_solved
{%- endset %}
with told as (
    select * from {{ ref('int_placements__checked') }}
),

networked as (
    {{ in_centres('told', "coalesce(told.level, 'any')") }}
),

cells as (
    {{ teaching_cells('told', 'networked', measures, [], ['level'], 'academic_year_be') }}
)

select
    {{ surrogate_key(['academic_year_be', 'breakdown'] + teaching_keys(['level'])) }} as placement_safety_id,
    *,
    'records' as basis,
    {%- for name in ['trained_before_start', 'supervised', 'in_order', 'safe'] %}
    {{ named_rate(name, name, name ~ '_known') }},
    {%- endfor %}
    {{ named_rate('oriented_before_start', 'oriented_before_start', 'placements') }},
    {{ named_rate('site_checked', 'site_checked', 'placements') }}
from ({{ known_cells('cells', ['institute'], teaching_breakdowns()) }})
order by academic_year_be, breakdown, {{ teaching_keys(['level']) | join(', ') }}
