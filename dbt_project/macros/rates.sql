{# 95 % Wilson score interval without continuity correction; `part` is low or high. Exact at 0 and at 1. #}
{% macro wilson(part, numerator, denominator) -%}
    {%- set z = '1.959964::double' -%}
    {%- set p = '(' ~ numerator ~ '::double / ' ~ denominator ~ ')' -%}
    {%- set exact = '0' if part == 'low' else denominator -%}
    case
        when {{ numerator }} = {{ exact }} then {{ '0' if part == 'low' else '1' }}
        else {{ 'greatest(0,' if part == 'low' else 'least(1,' }}
            (
                {{ p }} + {{ z }} * {{ z }} / (2 * {{ denominator }})
                {{ '-' if part == 'low' else '+' }} {{ z }} * sqrt(
                    greatest({{ p }} * (1 - {{ p }}), 0) / {{ denominator }}
                    + {{ z }} * {{ z }} / (4 * {{ denominator }}::double * {{ denominator }})
                )
            ) / (1 + {{ z }} * {{ z }} / {{ denominator }})
        )
    end
{%- endmacro %}
