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
    One relation over some breakdowns at once, one row per cell: `measures` are the aggregates, `more_keys` stand beside
    the academic year, `columns` are the key columns that the table has. Of the breakdowns by college a sliced run makes
    the cells of its own colleges alone.
#}
{% macro cells_of(relation, breakdown_names, measures, more_keys=[], columns=cell_keys()) -%}
    {%- if slice('rows') -%}
    {%- set by_college, others = [], [] -%}
    {%- for name in breakdown_names -%}
        {%- do (by_college if 'college_code' in breakdowns()[name].columns else others).append(name) -%}
    {%- endfor -%}
    {%- if others -%}
    {{ grouped_cells(sliced(relation, 'years'), others, measures, more_keys, columns) }}
    {{ 'union all' if by_college }}
    {%- endif -%}
    {%- if by_college %}
    {{ grouped_cells(sliced(relation), by_college, measures, more_keys, columns) }}
    {%- endif -%}
    {%- else -%}
    {{ grouped_cells(relation, breakdown_names, measures, more_keys, columns) }}
    {%- endif -%}
{%- endmacro %}

{#
    The cells of all these breakdowns in one pass. A breakdown's name is read from `grouping`, whose bits (the first column
    is the highest) say which columns were added up. `named` holds the columns of each, `year` is that of the rows.
#}
{% macro grouped_cells(
    relation, breakdown_names, measures, more_keys, columns, named=breakdowns(), year='academic_year_be'
) -%}
    {%- set grouped = [] -%}
    {%- for name in breakdown_names -%}
        {%- do grouped.extend(named[name].columns) -%}
    {%- endfor -%}
    {%- set grouped = grouped | unique | list -%}
    select
        {{ ([year] + more_keys) | join(', ') }},
        case grouping({{ grouped | join(', ') }})
            {%- for name in breakdown_names %}
            {%- set mask = namespace(value=0) %}
            {%- for key in grouped %}
            {%- set mask.value = mask.value * 2 + (0 if key in named[name].columns else 1) %}
            {%- endfor %}
            when {{ mask.value }} then '{{ name }}'
            {%- endfor %}
        end as breakdown,
        {%- for key in columns %}
        {{ key if key in grouped else 'null::varchar as ' ~ key }},
        {%- endfor %}
        {{ measures }}
    from {{ relation }}
    group by grouping sets (
        {%- for name in breakdown_names %}
        ({{ ([year] + more_keys + named[name].columns) | join(', ') }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# Cells of every breakdown: those of the networks over `network_relation`, in which a row stands once a network. #}
{% macro all_cells_of(relation, network_relation, measures, more_keys=[]) -%}
    {%- set networks = ['cvm_network', 'cvm_network_college'] -%}
    {{ cells_of(relation, breakdowns() | reject('in', networks) | list, measures, more_keys) }}
    union all
    {{ cells_of(network_relation, networks, measures, more_keys) }}
{%- endmacro %}

{# The cells of a breakdown of which something is known in the year; one of which nothing is known has no rows. #}
{% macro known_cells(cells, breakdown_names=breakdowns(), named=breakdowns()) -%}
    select *
    from {{ cells }}
    qualify bool_or(
        case breakdown
            {%- for name in breakdown_names if named[name].own %}
            when '{{ name }}' then {{ named[name].own }} is not null
            {%- endfor %}
            else true
        end
    ) over (partition by academic_year_be, breakdown)
{%- endmacro %}

{# Sums of additive counts, with the basis of the cell. #}
{% macro sums_of_counts() -%}
    case when min(basis) = max(basis) then min(basis) else 'mixed' end as basis,
    coalesce(sum(graduates) filter (where basis = 'counts'), 0)::bigint as graduates_on_counts,
    bool_and(is_window_closed) as is_window_closed,
    sum(source_rows)::bigint as source_rows,
    sum(graduates_with_assumed_dates)::bigint as graduates_with_assumed_dates,
    {{ sums_of_outcomes() }}
{%- endmacro %}

{# Sums of the counts alone. What only some of the rows tell apart stays inside `other`. #}
{% macro sums_of_outcomes() -%}
    {%- for count in employment_counts() if count not in outcomes_inside_other() + ['other'] %}
    sum({{ count }})::bigint as {{ count }},
    {%- endfor %}
    {%- for count in outcomes_inside_other() %}
    case when count({{ count }}) = count(*) then sum({{ count }}) end::bigint as {{ count }},
    {%- endfor %}
    (
        sum(other)
        {%- for count in outcomes_inside_other() %}
        + case when count({{ count }}) < count(*) then coalesce(sum({{ count }}), 0) else 0 end
        {%- endfor %}
    )::bigint as other
{%- endmacro %}
