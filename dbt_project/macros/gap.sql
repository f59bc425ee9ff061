{# The breakdowns of the gap and the columns filled in each. All but those of networks and of abroad add up to the nation. #}
{% macro gap_breakdowns() -%}
    {%- set field = ['level', 'field_th'] -%}
    {{ return({
        'nation': {'columns': []},
        'region': {'columns': ['region_th']},
        'province': {'columns': ['region_th', 'province_code']},
        'level': {'columns': ['level']},
        'level_field': {'columns': field},
        'region_level_field': {'columns': ['region_th'] + field},
        'province_level_field': {'columns': ['region_th', 'province_code'] + field},
        'target_industry': {'columns': ['target_industry_id']},
        'cvm_network': {'columns': ['centre_id']},
        'cvm_network_level_field': {'columns': ['centre_id'] + field},
        'abroad': {'columns': []},
        'abroad_level_field': {'columns': field},
    }) }}
{%- endmacro %}

{# The breakdowns over rows at home, which know no network. #}
{% macro gap_breakdowns_at_home() -%}
    {{ return([
        'nation', 'region', 'province', 'level', 'level_field', 'region_level_field', 'province_level_field',
        'target_industry'
    ]) }}
{%- endmacro %}

{# The key columns of a cell of the gap, beside its fiscal year and breakdown. #}
{% macro gap_keys() -%}
    {{ return(['region_th', 'province_code', 'level', 'field_th', 'target_industry_id', 'centre_id']) }}
{%- endmacro %}

{# The cells of some breakdowns of the gap over one relation. #}
{% macro gap_cells(relation, breakdown_names, measures, more_keys=[]) -%}
    {{ grouped_cells(relation, breakdown_names, measures, more_keys, gap_keys(), gap_breakdowns(), 'fiscal_year_be') }}
{%- endmacro %}

{# The primary key of a cell of the gap. #}
{% macro gap_id() -%}
    {{ surrogate_key(['fiscal_year_be', 'breakdown'] + gap_keys()) }}
{%- endmacro %}
