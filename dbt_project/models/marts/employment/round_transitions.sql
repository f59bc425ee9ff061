{{ config(meta={"slices": "cells"}) }}
{%- set names = ['nation', 'region', 'province', 'level', 'field', 'college'] -%}
{%- set columns = ['region_th', 'province_code', 'ownership', 'college_code', 'level', 'field_th'] -%}
{%- set steps = ref('int_graduates__steps_between_rounds') -%}
{%- set step = ['from_round', 'to_round', 'from_outcome', 'to_outcome'] -%}
with cells as (
    {{ cells_of(steps, names, 'sum(graduates)::bigint as graduates', step, columns) }}
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
