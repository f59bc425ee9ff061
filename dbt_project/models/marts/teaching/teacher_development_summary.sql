{%- set reports = ['in_time', 'late', 'before_end', 'awaited', 'missing'] %}
{%- set results = ['passed', 'failed', 'pending'] %}
{%- set measures %}
    count(*) as source_rows,
    count(distinct teacher_key) as teachers,
    {%- for activity, name in {
        'plan': 'planned', 'training': 'in_training', 'placement': 'placed', 'certification_test': 'tested'
    }.items() %}
    count(distinct teacher_key) filter (where activity = '{{ activity }}') as teachers_{{ name }},
    {%- endfor %}
    count(*) filter (where activity = 'plan') as plans,
    {%- for activity, name in {'training': 'trainings', 'certification_test': 'tests'}.items() %}
    count(*) filter (where activity = '{{ activity }}') as {{ name }},
    {%- for result in results %}
    count(*) filter (where activity = '{{ activity }}' and result = '{{ result }}') as {{ name }}_{{ result }},
    {%- endfor %}
    {%- endfor %}
    {%- for activity in ['training', 'placement'] %}
    {{ exact_sum('if(activity = \'' ~ activity ~ '\', hours, null)') }} as {{ activity }}_hours,
    {%- endfor %}
    count(*) filter (where is_placement) as placements,
    count(*) filter (where is_ended) as placements_ended,
    {%- for state in reports %}
    count(*) filter (where report_state = '{{ state }}') as reports_{{ state }},
    {%- endfor %}
    count(*) filter (where is_logbook_sent) as logbooks_sent,
    count(clip_minutes) as clips,
    count(*) filter (where is_clip_within_limit) as clips_within_limit,
    count(*) filter (where is_supervised) as placements_supervised,
    count(is_safe) as safety_known,
    count(*) filter (where is_safe) as placements_safe,
    sum(incidents) filter (where is_placement)::bigint as accidents
{%- endset %}
with told as (
    select * from {{ ref('int_teachers__developed') }}
),

networked as (
    {{ in_centres('told') }}
),

cells as (
    {{ teaching_cells('told', 'networked', measures, ['academic_year_be']) }}
)

select
    {{ surrogate_key(['fiscal_year_be', 'breakdown'] + teaching_keys()) }} as teacher_development_summary_id,
    *,
    'records' as basis,
    {{ named_rate('reports_in_time', 'reports_in_time', 'placements_ended') }},
    {{ named_rate('supervised', 'placements_supervised', 'placements') }},
    {{ named_rate('safe', 'placements_safe', 'safety_known') }}
from ({{ known_cells('cells', ['institute'], teaching_breakdowns()) }})
order by fiscal_year_be, breakdown, {{ teaching_keys() | join(', ') }}
