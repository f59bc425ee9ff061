{# The join condition of rows with int_fields__crosswalked: one name of a level in one year meets at most one field. #}
{% macro is_crosswalked(rows, crosswalk, year='academic_year_be') -%}
    {{ rows }}.level = {{ crosswalk }}.level
    and {{ rows }}.field_th = {{ crosswalk }}.field_th
    and {{ rows }}.{{ year }} >= coalesce({{ crosswalk }}.valid_from_academic_year_be, {{ rows }}.{{ year }})
    and {{ rows }}.{{ year }} <= coalesce({{ crosswalk }}.valid_to_academic_year_be, {{ rows }}.{{ year }})
{%- endmacro %}

{# The field in which a row's name meets others, after a left join by is_crosswalked; an unmapped name meets itself. #}
{% macro meeting_field(rows, crosswalk) -%}
    coalesce({{ crosswalk }}.meeting_field_th, {{ rows }}.field_th)
{%- endmacro %}
