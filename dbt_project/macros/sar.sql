{# The breakdowns of self-assessment and the columns filled in each; a college's own judgements are added up over its set. #}
{% macro sar_breakdowns() -%}
    {%- set indicator = ['standard', 'indicator_code'] -%}
    {{ return({
        'nation': {'columns': []},
        'indicator': {'columns': indicator},
        'field': {'columns': ['field_th']},
        'field_indicator': {'columns': ['field_th'] + indicator},
        'cvm_network': {'columns': ['centre_id']},
        'cvm_network_indicator': {'columns': ['centre_id'] + indicator},
        'cvm_network_college': {'columns': ['centre_id', 'college_code']},
    }) }}
{%- endmacro %}

{# The key columns of a cell of self-assessment, beside its academic year, breakdown and set of standards. #}
{% macro sar_keys() -%}
    {{ return(['field_th', 'centre_id', 'college_code', 'standard', 'indicator_code']) }}
{%- endmacro %}
