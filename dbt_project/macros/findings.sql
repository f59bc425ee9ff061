{# What tells the place of a finding, in order (`PLACES` in pipelines/policy/rules.py). #}
{% macro finding_place() -%}
    {{ return(['region_th', 'province_code', 'institute_name', 'centre_id', 'college_code', 'level', 'field_th']) }}
{%- endmacro %}

{# The codes of the seed policy_weights. #}
{% macro policy_weight_ids() -%}
    {{ return(['severity_critical', 'severity_high', 'severity_medium', 'severity_low', 'persistence_per_year',
               'persistence_years_at_most', 'certainty_unknown']) }}
{%- endmacro %}

{# The one row of weights by which findings are ranked. #}
{% macro policy_weights() -%}
    (
        select
            {%- for weight in policy_weight_ids() %}
            max(value) filter (where weight_id = '{{ weight }}') as {{ weight }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ ref('policy_weights') }}
    )
{%- endmacro %}

{# A number as a finding tells it: a percentage to a tenth, whole persons, else two places; no noughts at the end. #}
{% macro told_number(value, unit) -%}
    case {{ unit }}
        when 'percent' then regexp_replace(format('{:.1f}', {{ value }}::double * 100), '\.0$', '') || ' %'
        when 'persons' then format('{:.0f}', {{ value }}::double)
        else regexp_replace(format('{:.2f}', {{ value }}::double), '\.?0+$', '')
    end
{%- endmacro %}

{# The same with three places more where the number would be told as the threshold and is not: 99.97 % is not 100 %. #}
{% macro told_beside(value, threshold, unit) -%}
    case
        when {{ unit }} = 'persons' or {{ value }} = {{ threshold }}
            or {{ told_number(value, unit) }} <> {{ told_number(threshold, unit) }}
            then {{ told_number(value, unit) }}
        when {{ unit }} = 'percent' then regexp_replace(format('{:.4f}', {{ value }}::double * 100), '\.?0+$', '') || ' %'
        else regexp_replace(format('{:.5f}', {{ value }}::double), '\.?0+$', '')
    end
{%- endmacro %}

{# A text of a rule in one language, its placeholders filled; what is not known is a dash. #}
{% macro finding_text(column, language, placeholders) -%}
    {%- set filled = namespace(sql=column ~ '_' ~ language) -%}
    {%- for name in placeholders -%}
        {%- set value = name ~ '_' ~ language if name in ('place', 'year') else 'told_' ~ name -%}
        {%- set filled.sql = "replace(" ~ filled.sql ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", '–'))" -%}
    {%- endfor -%}
    {{ filled.sql }}
{%- endmacro %}
