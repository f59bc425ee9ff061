{%- set groups = ['students', 'graduates', 'unemployed', 'public'] %}
{%- set measures %}
    count(*) as source_rows,
    count(distinct (college_code, course_id)) as courses,
    count(distinct (college_code, course_id)) filter (where approved_on is not null) as courses_approved,
    count(distinct (college_code, course_id)) filter (where establishment_id is not null) as courses_with_establishment,
    count(*) as runs,
    {%- for kind in ['new', 'up', 're'] %}
    count(*) filter (where skill_kind = '{{ kind }}') as runs_{{ kind }}_skill,
    {%- endfor %}
    count(*) filter (where trainees >= trainees_target) as runs_of_enough_trainees,
    sum(trainees)::bigint as trainees,
    coalesce(sum(trainees) filter (where has_groups), 0)::bigint as groups_known,
    {%- for group in groups %}
    sum(trainees_{{ group }})::bigint as trainees_{{ group }},
    {%- endfor %}
    sum(trainees_students) filter (where establishment_id is not null)::bigint as learners_developed,
    coalesce(sum(trainees) filter (where passed is not null), 0)::bigint as passed_known,
    sum(passed)::bigint as passed,
    {{ exact_sum('credits_banked') }} as credits_banked,
    any_value(trainees_target)::bigint as trainees_target
{%- endset %}
with told as (
    select
        runs.*,
        {%- for group in groups %}
        {{ 'or ' if not loop.first }}runs.trainees_{{ group }} is not null
        {%- endfor %} as has_groups,
        targets.target as trainees_target
    from {{ ref('int_short_courses__run') }} as runs
    cross join (
        select target from {{ ref('key_results') }} where measure = 'short_course_trainees'
    ) as targets
),

networked as (
    {{ in_centres('told') }}
),

cells as (
    {{ teaching_cells('told', 'networked', measures, ['academic_year_be']) }}
)

-- Sums that colleges tell and nobody has published: they are rounded as records are.
select
    {{ surrogate_key(['fiscal_year_be', 'breakdown'] + teaching_keys()) }} as short_course_summary_id,
    *,
    'records' as basis,
    -- the target is one of a centre
    case when breakdown = 'cvm_network' then trainees >= trainees_target end as is_target_met,
    {{ named_rate('pass', 'passed', 'passed_known') }}
from ({{ known_cells('cells', ['institute'], teaching_breakdowns()) }})
order by fiscal_year_be, breakdown, {{ teaching_keys() | join(', ') }}
