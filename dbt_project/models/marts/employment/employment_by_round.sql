{{ config(meta={"slices": "cells"}) }}
{%- set measures -%}
    sum(records)::bigint as records,
    sum(records_late)::bigint as records_late,
    {{ sums_of_outcomes() }}
{%- endset -%}
{%- set counts = ref('int_graduates__counts_by_round') -%}
with networks as (
    {{ in_networks(sliced(counts, 'years')) }}
),

cells as (
    {{ all_cells_of(counts, 'networks', measures, ['round']) }}
),

known as (
    {{ known_cells('cells') }}
)

select
    {{ surrogate_key(['academic_year_be', 'round', 'breakdown'] + cell_keys()) }} as employment_by_round_id,
    academic_year_be,
    round,
    breakdown,
    {{ cell_keys() | join(',\n    ') }},
    'records' as basis,
    records,
    records_late,
    {{ employment_counts() | join(',\n    ') }}
from {{ sliced('known', 'own') }} as known
