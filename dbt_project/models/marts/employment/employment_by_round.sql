{{ config(materialized="incremental", meta={"slices": "cells"}) }}
{%- set measures -%}
    sum(records)::bigint as records,
    sum(records_late)::bigint as records_late,
    {{ sums_of_outcomes() }}
{%- endset -%}
{%- set place = ['academic_year_be', 'region_th', 'province_code', 'institute_name', 'ownership', 'college_code', 'level',
                 'subject_type_th', 'field_th', 'branch_th', 'study_system', 'sex'] -%}
with graduates as (
    select
        {%- for column in place %}
        graduates.{{ column }},
        {%- endfor %}
        rounds.round,
        {{ or_no_record('outcomes') }}
    from {{ sliced(ref('fct_graduate_outcome'), 'years') }} as graduates
    inner join {{ ref('int_rounds__held') }} as rounds on graduates.academic_year_be = rounds.academic_year_be
    left join {{ sliced(ref('int_graduates__outcomes_by_round'), 'years') }} as outcomes
        on graduates.graduate_key = outcomes.graduate_key
        and rounds.round = outcomes.as_of_round
    where graduates.exclusion_reason is null
),

additive as (
    select
        {{ place | join(', ') }},
        round,
        sum(records) as records,
        sum(records_late) as records_late,
        {{ counts_of_graduates() }}
    from graduates
    group by all
),

networks as (
    {{ in_networks('additive') }}
),

cells as (
    {{ all_cells_of('additive', 'networks', measures, ['round']) }}
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
