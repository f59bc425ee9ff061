{# The additive counts of a cell, in the order of the published table. #}
{% macro employment_counts() -%}
    {{ return([
        'graduates', 'followed', 'not_followed', 'employed', 'work_private', 'work_government',
        'work_state_enterprise', 'work_sector_unknown', 'self_employed', 'obtained_work', 'further_study',
        'work_or_study', 'study_only', 'seeking', 'military', 'ordained', 'ill', 'deceased', 'other'
    ]) }}
{%- endmacro %}

{# Outcomes that a source of counts does not tell apart: NULL there, and inside `other`. #}
{% macro outcomes_inside_other() -%}
    {{ return(['military', 'ordained', 'ill', 'deceased']) }}
{%- endmacro %}

{# The key columns of a cell, beside its academic year and breakdown. #}
{% macro cell_keys() -%}
    {{ return([
        'region_th', 'province_code', 'institute_name', 'ownership', 'college_code', 'level', 'subject_type_th',
        'field_th', 'study_system', 'sex', 'centre_id'
    ]) }}
{%- endmacro %}

{#
    The breakdowns of the cube: the columns filled in each, and `own`, the column that must be known somewhere in the
    year for the breakdown to have rows at all. Region, province and ownership follow from the college and the year.
#}
{% macro breakdowns() -%}
    {{ return({
        'nation': {'columns': [], 'own': none},
        'region': {'columns': ['region_th'], 'own': 'region_th'},
        'province': {'columns': ['region_th', 'province_code'], 'own': 'province_code'},
        'institute': {'columns': ['institute_name'], 'own': 'institute_name'},
        'ownership': {'columns': ['ownership'], 'own': 'ownership'},
        'level': {'columns': ['level'], 'own': 'level'},
        'subject_type': {'columns': ['subject_type_th'], 'own': 'subject_type_th'},
        'field': {'columns': ['field_th'], 'own': 'field_th'},
        'study_system': {'columns': ['study_system'], 'own': 'study_system'},
        'sex': {'columns': ['sex'], 'own': 'sex'},
        'college': {'columns': ['region_th', 'province_code', 'ownership', 'college_code'], 'own': 'college_code'},
        'college_level': {
            'columns': ['region_th', 'province_code', 'ownership', 'college_code', 'level'], 'own': 'college_code'},
        'college_level_field': {
            'columns': ['region_th', 'province_code', 'ownership', 'college_code', 'level', 'field_th'],
            'own': 'college_code'},
        'province_level_field': {
            'columns': ['region_th', 'province_code', 'level', 'field_th'], 'own': 'province_code'},
        'cvm_network': {'columns': ['centre_id'], 'own': 'centre_id'},
        'cvm_network_college': {'columns': ['centre_id', 'college_code'], 'own': 'centre_id'},
    }) }}
{%- endmacro %}

{#
    Sums of one relation over some breakdowns at once, one row per cell. The breakdown's name is read from `grouping`,
    whose bits (the first column is the highest) say which columns were added up.
#}
{% macro cells_of(relation, breakdown_names) -%}
    {%- set grouped = [] -%}
    {%- for name in breakdown_names -%}
        {%- do grouped.extend(breakdowns()[name].columns) -%}
    {%- endfor -%}
    {%- set grouped = grouped | unique | list -%}
    select
        academic_year_be,
        case grouping({{ grouped | join(', ') }})
            {%- for name in breakdown_names %}
            {%- set mask = namespace(value=0) %}
            {%- for key in grouped %}
            {%- set mask.value = mask.value * 2 + (0 if key in breakdowns()[name].columns else 1) %}
            {%- endfor %}
            when {{ mask.value }} then '{{ name }}'
            {%- endfor %}
        end as breakdown,
        {%- for key in cell_keys() %}
        {{ key if key in grouped else 'null::varchar as ' ~ key }},
        {%- endfor %}
        case when min(basis) = max(basis) then min(basis) else 'mixed' end as basis,
        coalesce(sum(graduates) filter (where basis = 'counts'), 0)::bigint as graduates_on_counts,
        sum(source_rows)::bigint as source_rows,
        {%- for count in employment_counts() if count not in outcomes_inside_other() + ['other'] %}
        sum({{ count }})::bigint as {{ count }},
        {%- endfor %}
        {%- for count in outcomes_inside_other() %}
        case when count({{ count }}) = count(*) then sum({{ count }}) end::bigint as {{ count }},
        {%- endfor %}
        -- What only some of the rows tell apart stays inside `other`.
        (
            sum(other)
            {%- for count in outcomes_inside_other() %}
            + case when count({{ count }}) < count(*) then coalesce(sum({{ count }}), 0) else 0 end
            {%- endfor %}
        )::bigint as other
    from {{ relation }}
    group by grouping sets (
        {%- for name in breakdown_names %}
        ({{ (['academic_year_be'] + breakdowns()[name].columns) | join(', ') }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
