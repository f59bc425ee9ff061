{{ config(meta={"slices": "cells"}) }}
{%- set names = ['nation', 'region', 'province', 'level', 'field', 'college', 'college_level'] -%}
{%- set columns = ['region_th', 'province_code', 'ownership', 'college_code', 'level', 'field_th'] -%}
{%- set measures -%}
    bool_and(is_window_closed) as is_window_closed,
    sum(graduates)::bigint as graduates,
    sum(contactable_before)::bigint as contactable_before,
    sum(contactable)::bigint as contactable,
    sum(reached)::bigint as reached
{%- endset -%}
with cells as (
    {{ cells_of(ref('int_graduates__reached_by_month'), names, measures, ['months'], columns) }}
),

known as (
    {{ known_cells('cells', names) }}
)

select
    {{ surrogate_key(['academic_year_be', 'breakdown'] + columns + ['months']) }} as alumni_reach_id,
    academic_year_be,
    breakdown,
    {{ columns | join(',\n    ') }},
    months,
    'records' as basis,
    is_window_closed,
    graduates,
    contactable_before,
    contactable,
    reached,
    {{ share('contactable_before', 'graduates') }} as contactable_before_rate,
    {{ share('contactable', 'graduates') }} as contactable_rate,
    {{ share('reached', 'graduates') }} as reached_rate
from {{ sliced('known', 'own') }} as known
