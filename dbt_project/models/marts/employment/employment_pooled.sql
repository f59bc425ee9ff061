{{ config(meta={"slices": "pools"}) }}
{#- A college is one whatever its province in each year; of its attributes the newest year's are shown. -#}
{%- set attributes = ['region_th', 'province_code', 'ownership'] -%}
{%- set own_keys = cell_keys() | reject('in', attributes) | list -%}
{%- set keys = ['first_academic_year_be', 'last_academic_year_be', 'years', 'breakdown'] + cell_keys()
               + ['basis', 'graduates_on_counts'] -%}
with completed as (
    select academic_year_be
    from {{ ref('employment_one_year') }}
    where breakdown = 'nation' and is_window_closed
),

pools as (
    -- Two and three completed years in a row.
    select
        first_years.academic_year_be as first_academic_year_be,
        last_years.academic_year_be as last_academic_year_be,
        last_years.academic_year_be - first_years.academic_year_be + 1 as years
    from completed as last_years
    inner join completed as first_years
        on last_years.academic_year_be - first_years.academic_year_be in (1, 2)
    where last_years.academic_year_be - 1 in (select completed.academic_year_be from completed)
),

cells as (
    select
        pools.first_academic_year_be,
        pools.last_academic_year_be,
        pools.years,
        cells.breakdown,
        {%- for key in attributes %}
        if(cells.breakdown like 'college%', null, cells.{{ key }}) as kept_{{ key }},
        arg_max(cells.{{ key }}, cells.academic_year_be) as {{ key }},
        {%- endfor %}
        {%- for key in own_keys %}
        cells.{{ key }},
        {%- endfor %}
        case when min(cells.basis) = max(cells.basis) then min(cells.basis) else 'mixed' end as basis,
        sum(cells.graduates_on_counts)::bigint as graduates_on_counts,
        sum(cells.graduates_with_assumed_dates)::bigint as graduates_with_assumed_dates,
        {{ sums_of_outcomes() }}
    from {{ sliced(ref('employment_one_year'), 'cells_of_any_year') }} as cells
    inner join pools
        on cells.academic_year_be between pools.first_academic_year_be and pools.last_academic_year_be
    where {{ slice('pools') or 'true' }}
    group by all
),

rates as (
    {{ rates_of('cells', keys) }}
)

select
    {{ surrogate_key(['first_academic_year_be', 'last_academic_year_be', 'breakdown'] + cell_keys()
                     + ['definition_id']) }} as pooled_rate_id,
    *
from rates
