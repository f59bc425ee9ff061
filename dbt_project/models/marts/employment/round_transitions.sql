{{ config(materialized="incremental", meta={"slices": "cells"}) }}
{%- set names = ['nation', 'region', 'province', 'level', 'field', 'college'] -%}
{%- set columns = ['region_th', 'province_code', 'ownership', 'college_code', 'level', 'field_th'] -%}
{%- set step = ['from_round', 'to_round', 'from_outcome', 'to_outcome'] -%}
with reported as (
    -- What was reported of a graduate in each round, whether it counts or not.
    select
        graduate_key,
        {%- for round in [1, 2, 3] %}
        arg_max(outcome, sequence) filter (where round = {{ round }}) as outcome_{{ round }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ sliced(ref('int_followups__in_window'), 'years') }}
    where graduate_key is not null
    group by all
),

paths as (
    select
        graduates.academic_year_be,
        {%- for column in columns %}
        graduates.{{ column }},
        {%- endfor %}
        {%- for round in [1, 2, 3] %}
        coalesce(reported.outcome_{{ round }}, 'no_record') as outcome_{{ round }},
        {%- endfor %}
        count(*) as graduates
    from {{ sliced(ref('fct_graduate_outcome'), 'years') }} as graduates
    left join reported on graduates.graduate_key = reported.graduate_key
    where graduates.exclusion_reason is null
    group by all
),

steps as (
    {%- for round in [2, 3] %}
    select
        paths.* exclude (outcome_1, outcome_2, outcome_3),
        {{ round - 1 }} as from_round,
        {{ round }} as to_round,
        outcome_{{ round - 1 }} as from_outcome,
        outcome_{{ round }} as to_outcome
    from paths
    inner join {{ ref('int_rounds__held') }} as rounds
        on paths.academic_year_be = rounds.academic_year_be
        and rounds.round = {{ round }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

cells as (
    {{ cells_of('steps', names, 'sum(graduates)::bigint as graduates', step, columns) }}
),

known as (
    {{ known_cells('cells', names) }}
),

totals as (
    select
        *,
        sum(graduates) over (
            partition by academic_year_be, breakdown, {{ columns | join(', ') }}, from_round, from_outcome
        )::bigint as from_graduates
    from {{ sliced('known', 'own') }} as known
)

select
    {{ surrogate_key(['academic_year_be', 'breakdown'] + columns + step) }} as round_transition_id,
    academic_year_be,
    breakdown,
    {{ columns | join(',\n    ') }},
    'records' as basis,
    {{ step | join(',\n    ') }},
    from_graduates,
    graduates,
    {{ share('graduates', 'from_graduates') }} as transition_rate
from totals
