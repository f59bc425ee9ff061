{%- set results = ['passed', 'failed', 'pending'] %}
{%- set measures %}
    count(person_key) as source_rows,
    sum(learners)::bigint as final_year_learners,
    sum(learners) filter (where is_told)::bigint as certification_known,
    case when count(is_told) = 0 or bool_or(is_told) then count(distinct person_key) end as persons_tested,
    case when count(is_told) = 0 or bool_or(is_told) then count(distinct person_key) filter (where is_passed) end
        as persons_passed,
    {%- for result in results %}
    case when count(result) > 0 then count(*) filter (where result = '{{ result }}') end as tests_{{ result }},
    {%- endfor %}
    {{ rows_with('is_in_force') }} as certificates_in_force,
    {{ rows_with('not is_in_force') }} as certificates_expired
{%- endset %}
with tests as (
    select * from {{ ref('int_certifications__tested') }}
),

final_year_tests as (
    select
        'final_year' as person_kind,
        'any' as body,
        * exclude (student_key, body),
        student_key as person_key
    from {{ ref('int_learners__tested') }}
),

-- A college that has sent no test of a learner has not told that nobody was tested.
tells as (
    select fiscal_year_be, college_code from tests where person_kind <> 'teacher'
    union
    select fiscal_year_be, college_code from final_year_tests
),

final_year as (
    select
        'final_year' as person_kind,
        'any' as body,
        learners.*,
        tells.college_code is not null as is_told
    from {{ ref('int_learners__final_year') }} as learners
    left join tells using (fiscal_year_be, college_code)
),

-- A test once under its own body, and once under `any`; learners of the final year under `any` alone.
told as (
    select * replace (unnest([body, 'any']) as body)
    from tests
    union all by name
    select * from final_year_tests
    union all by name
    select * from final_year
),

networked as (
    {{ in_centres('told', "coalesce(told.level, 'any')") }}
),

cells as (
    {{ teaching_cells('told', 'networked', measures, ['academic_year_be', 'person_kind', 'body'], ['level']) }}
),

known as (
    select
        *,
        tests_passed + tests_failed + tests_pending as tests,
        tests_passed + tests_failed as tests_judged
    from ({{ known_cells('cells', ['institute'], teaching_breakdowns()) }})
)

select
    {{ surrogate_key(['fiscal_year_be', 'breakdown', 'person_kind', 'body'] + teaching_keys(['level'])) }}
        as certification_summary_id,
    *,
    'records' as basis,
    {{ named_rate('pass', 'tests_passed', 'tests_judged') }},
    {{ named_rate('certified', 'persons_passed', 'certification_known') }}
from known
order by fiscal_year_be, breakdown, person_kind, body, {{ teaching_keys(['level']) | join(', ') }}
