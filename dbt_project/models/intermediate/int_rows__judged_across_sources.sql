{{ config(meta={"slices": "findings"}) }}
{%- set row_id = 'source, academic_year_be, college_code, ' ~ place_of_row() -%}
-- What the rules between sources found: each row (or first row of a group) that fails one, and for each file and rule
-- one row that counts those that passed.
-- Academic year and college stand on findings about people alone, which a sliced run replaces by them.
{%- set by_register, people = ref('int_rows__judged_by_register'), ref('int_people__judged') %}
{%- set in_slices = {
    by_register: rows_judged_by_register(),
    people: people_judged('(' ~ graduates_judged() ~ ')'),
} %}
with judged as (
    {%- for judge in [by_register, people] %}
    select * from {{ '(' ~ in_slices[judge] ~ ')' if slice('rows') else judge }}
    union all by name
    {%- endfor %}
    {%- for judge in ['groups', 'establishments', 'rosters', 'teachers', 'administration', 'centres'] %}
    select * from {{ ref('int_' ~ judge ~ '__judged') }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

passed_by_rule as (
    select
        source,
        academic_year_be,
        college_code,
        source_sha256,
        count(*) filter (where not columns(* exclude ({{ row_id }}))) as "\0"
    from judged
    group by all
),

passed as (
    unpivot passed_by_rule
    on columns(* exclude (source, academic_year_be, college_code, source_sha256))
    into name rule value row_count
),

failing as (
    select *
    from judged
    where greatest(*columns(* exclude ({{ row_id }})))
),

failed as (
    unpivot failing
    on columns(* exclude ({{ row_id }}))
    into name rule value is_failed
),

results as (
    select rule, {{ row_id }}, false as is_passed, 1 as row_count
    from failed
    where is_failed
    union all by name
    select rule, source, academic_year_be, college_code, source_sha256, true as is_passed, row_count
    from passed
    where row_count > 0
),

rules as (
    {{ rules_of('results') }}
)

select
    results.rule,
    results.source,
    results.academic_year_be,
    results.college_code,
    results.source_sha256,
    results.sheet,
    results.row_number,
    rules.column_name,
    results.load_id,
    results.is_passed,
    results.row_count
from results
inner join rules on results.rule = rules.rule and results.source = rules.source
