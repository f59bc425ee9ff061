{{ config(meta={"slices": "cells"}) }}
{%- set outcomes = ['employed', 'self_employed', 'studying', 'employed_studying', 'waiting', 'unemployed', 'military',
                    'ordained', 'ill', 'deceased', 'other'] -%}
{%- set measures -%}
    count(*) as graduates_on_records,
    {%- for outcome in outcomes %}
    count(*) filter (where last_known_outcome = '{{ outcome }}') as last_{{ outcome }},
    {%- endfor %}
    count(*) filter (where last_known_outcome is null) as last_none,
    count(job_matches_field) as field_match_known,
    count(*) filter (where job_matches_field = 'yes') as field_matched,
    count(income_from) as income_known,
    quantile_cont(income_from, [0.25, 0.5, 0.75]) as low,
    quantile_cont(income_to, [0.25, 0.5, 0.75]) as high,
    count(days_to_work) as days_to_work_known,
    median(days_to_work) as days_to_work_median
{%- endset -%}
with graduates as (
    -- An open band reaches from nothing or without end.
    select
        *,
        if(coalesce(income_low, income_high) is not null, coalesce(income_low, 0), null) as income_from,
        if(coalesce(income_low, income_high) is not null, coalesce(income_high, 'infinity'::double), null) as income_to
    from {{ sliced(ref('fct_graduate_outcome'), 'years') }}
    where exclusion_reason is null
),

networks as (
    {{ in_networks('graduates') }}
),

cells as (
    {{ all_cells_of('graduates', 'networks', measures) }}
),

known as (
    {{ known_cells('cells') }}
)

select
    {{ surrogate_key(['academic_year_be', 'breakdown'] + cell_keys()) }} as cell_id,
    academic_year_be,
    breakdown,
    {{ cell_keys() | join(',\n    ') }},
    'records' as basis,
    graduates_on_records,
    {%- for outcome in outcomes %}
    last_{{ outcome }},
    {%- endfor %}
    last_none,
    field_match_known,
    field_matched,
    {{ share('field_matched', 'field_match_known') }} as field_match_rate,
    income_known,
    {%- for statistic in ['q1', 'median', 'q3'] %}
    {%- set place = loop.index %}
    {%- for bound in ['low', 'high'] %}
    case
        when income_known >= {{ var('min_statistic_values') }} and isfinite({{ bound }}[{{ place }}])
            then {{ bound }}[{{ place }}]
    end as income_{{ statistic }}_{{ bound }},
    {%- endfor %}
    {%- endfor %}
    days_to_work_known,
    case when days_to_work_known >= {{ var('min_statistic_values') }} then days_to_work_median end as days_to_work_median
from {{ sliced('known', 'own') }} as known
