{{ config(meta={"slices": "rows"}) }}
-- How many graduates on records went from which reported outcome to which, from each round to the next that is held.
{%- set place = ['academic_year_be', 'region_th', 'province_code', 'ownership', 'college_code', 'level', 'field_th'] %}
with reported as (
    -- What was reported of a graduate in each round, whether it counts or not.
    select
        graduate_key,
        {%- for round in [1, 2, 3] %}
        arg_max(outcome, sequence) filter (where round = {{ round }}) as outcome_{{ round }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ sliced(ref('int_followups__in_window')) }}
    where graduate_key is not null
    group by all
),

paths as (
    select
        {%- for column in place %}
        graduates.{{ column }},
        {%- endfor %}
        {%- for round in [1, 2, 3] %}
        coalesce(reported.outcome_{{ round }}, 'no_record') as outcome_{{ round }},
        {%- endfor %}
        count(*) as graduates
    from {{ sliced(ref('fct_graduate_outcome')) }} as graduates
    left join reported on graduates.graduate_key = reported.graduate_key
    where graduates.exclusion_reason is null
    group by all
)

{% for round in [2, 3] -%}
select
    paths.* exclude (outcome_1, outcome_2, outcome_3, graduates),
    {{ round - 1 }} as from_round,
    {{ round }} as to_round,
    outcome_{{ round - 1 }} as from_outcome,
    outcome_{{ round }} as to_outcome,
    sum(graduates)::bigint as graduates
from paths
inner join {{ ref('int_rounds__held') }} as rounds
    on paths.academic_year_be = rounds.academic_year_be
    and rounds.round = {{ round }}
group by all
{{ 'union all' if not loop.last }}
{% endfor %}
