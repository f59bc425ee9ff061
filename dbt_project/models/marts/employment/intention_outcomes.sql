{{ config(meta={"slices": "cells"}) }}
{%- set names = ['nation', 'region', 'province', 'level', 'field', 'college'] -%}
{%- set columns = ['region_th', 'province_code', 'ownership', 'college_code', 'level', 'field_th'] -%}
{%- set measures -%}
    count(*) as learners,
    {%- for count, condition in counted_where().items() %}
    count(*) filter (where is_graduate and {{ condition }}) as {{ count }},
    {%- endfor %}
    case
        when intention not in ('undecided', 'other') then count(*) filter (where is_graduate and is_as_intended)
    end as as_intended
{%- endset -%}
with cells as (
    {{ cells_of(ref('int_intentions__with_outcome'), names, measures, ['intention'], columns) }}
),

known as (
    {{ known_cells('cells', names) }}
)

select
    {{ surrogate_key(['academic_year_be', 'breakdown'] + columns + ['intention']) }} as intention_outcome_id,
    academic_year_be,
    breakdown,
    {{ columns | join(',\n    ') }},
    intention,
    'records' as basis,
    learners,
    {{ employment_counts() | join(',\n    ') }},
    as_intended,
    {{ share('as_intended', 'followed') }} as as_intended_rate
from {{ sliced('known', 'own') }} as known
