{#
    The join condition of rows with int_fields__crosswalked: one name of a level in one year meets at most one field. A
    row without a year takes what its name means now. No comparison mixes the columns of both sides, for then DuckDB would
    compare every row with every other; 9999 is beyond all years.
#}
{% macro is_crosswalked(rows, crosswalk, year='academic_year_be') -%}
    {{ rows }}.level = {{ crosswalk }}.level
    and {{ rows }}.field_th = {{ crosswalk }}.field_th
    and coalesce({{ rows }}.{{ year }}, 9999) >= coalesce({{ crosswalk }}.valid_from_academic_year_be, 0)
    and coalesce({{ rows }}.{{ year }}, 9999) <= coalesce({{ crosswalk }}.valid_to_academic_year_be, 9999)
{%- endmacro %}

{# The field in which a row's name meets others, after a left join by is_crosswalked; an unmapped name meets itself. #}
{% macro meeting_field(rows, crosswalk) -%}
    coalesce({{ crosswalk }}.meeting_field_th, {{ rows }}.field_th)
{%- endmacro %}
