{{ config(meta={"slices": "cells"}) }}
{%- set keys = ['cell_id', 'academic_year_be', 'breakdown'] + cell_keys() + ['basis', 'is_window_closed'] -%}
with rates as (
    {{ rates_of(sliced(ref('employment_one_year'), 'cells'), keys) }}
)

select
    {{ surrogate_key(['cell_id', 'definition_id']) }} as rate_id,
    *
from rates
