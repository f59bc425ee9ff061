{{ config(meta={"slices": "rows"}) }}
{%- set college = ['region_th', 'province_code', 'ownership', 'college_code'] -%}
{%- set named = {
    'college_sex': {'columns': college + ['sex']},
    'college_level_sex': {'columns': college + ['level', 'sex']},
    'college_level_field_sex': {'columns': college + ['level', 'field_th', 'sex']},
} -%}
{%- set keys = college + ['level', 'field_th', 'sex'] -%}
{%- set measures -%}
    sum(records)::bigint as records,
    sum(records_late)::bigint as records_late,
    {{ sums_of_outcomes() }}
{%- endset -%}
with cells as (
    {{ grouped_cells(
        sliced(ref('int_graduates__counts_by_round')), named.keys() | list, measures, ['round'], keys, named
    ) }}
)

select
    {{ surrogate_key(['academic_year_be', 'round', 'breakdown'] + keys) }} as employment_by_round_sex_id,
    academic_year_be,
    round,
    breakdown,
    {{ keys | join(',\n    ') }},
    'records' as basis,
    records,
    records_late,
    {{ employment_counts() | join(',\n    ') }}
from cells
