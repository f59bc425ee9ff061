{{ config(meta={"slices": "cells"}) }}
with cells as (
    {{ all_cells_of(ref('int_graduates__with_college'), ref('int_graduates__in_networks'), sums_of_counts()) }}
),

known as (
    {{ known_cells('cells') }}
)

select
    {{ surrogate_key(['academic_year_be', 'breakdown'] + cell_keys()) }} as cell_id,
    academic_year_be,
    breakdown,
    {%- for key in cell_keys() %}
    {{ key }},
    {%- endfor %}
    basis,
    graduates_on_counts,
    is_window_closed,
    source_rows,
    graduates_with_assumed_dates,
    {{ employment_counts() | join(',\n    ') }}
from {{ sliced('known', 'own') }} as known
