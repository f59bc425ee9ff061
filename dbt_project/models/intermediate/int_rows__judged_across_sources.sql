{%- set row_id = 'source, ' ~ place_of_row() -%}
-- What the rules between sources found: each row (or first row of a group) that fails one, and for each file and rule
-- one row that counts those that passed.
with judged as (
    {%- for judge in ['rows__judged_by_register', 'groups__judged', 'people__judged', 'establishments__judged',
                      'rosters__judged', 'teachers__judged', 'administration__judged', 'centres__judged'] %}
    select * from {{ ref('int_' ~ judge) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

passed_by_rule as (
    select
        source,
        source_sha256,
        count(*) filter (where not columns(* exclude ({{ row_id }}))) as "\0"
    from judged
    group by all
),

passed as (
    unpivot passed_by_rule
    on columns(* exclude (source, source_sha256))
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
    select rule, source, source_sha256, true as is_passed, row_count
    from passed
    where row_count > 0
),

rules as (
    {{ rules_of('results') }}
)

select
    results.rule,
    results.source,
    results.source_sha256,
    results.sheet,
    results.row_number,
    rules.column_name,
    results.load_id,
    results.is_passed,
    results.row_count
from results
inner join rules on results.rule = rules.rule and results.source = rules.source
