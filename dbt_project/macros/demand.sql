{#
    Demand: what establishments need, as colleges tell it. A need is one of an establishment at a workplace, for a field in
    which names meet, a level and a kind, in a fiscal year.
#}

{#
    The two columns that a weighted median rests on: the weight of all values up to that of the row, and of all values. Rows
    without a value come last and weigh nothing.
#}
{% macro cumulative_weights(value, weight, keys) -%}
    sum({{ weight }}) over (partition by {{ keys | join(', ') }} order by {{ value }} nulls last) as weight_up_to,
    sum(if({{ value }} is null, 0, {{ weight }})) over (partition by {{ keys | join(', ') }}) as weight_of_all
{%- endmacro %}

{#
    The least value up to which half of the weight lies; where it is exactly half, the mean of it and the next one. NULL where
    nothing has any weight.
#}
{% macro weighted_median(value) -%}
    (
        min({{ value }}) filter (where 2 * weight_up_to >= weight_of_all)
        + min({{ value }}) filter (where 2 * weight_up_to > weight_of_all)
    ) / 2
{%- endmacro %}

{# Whether a row of the crosswalk holds in an academic year; as in is_crosswalked no comparison mixes both sides. #}
{% macro is_valid_in(crosswalk, academic_year_be) -%}
    {{ academic_year_be }} >= coalesce({{ crosswalk }}.valid_from_academic_year_be, 0)
    and {{ academic_year_be }} <= coalesce({{ crosswalk }}.valid_to_academic_year_be, 9999)
{%- endmacro %}
