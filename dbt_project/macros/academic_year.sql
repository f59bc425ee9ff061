{# First day of a Buddhist-Era academic year. `run` = the one row of stg_runs: the year's beginning is a setting. #}
{% macro academic_year_start(academic_year_be, run='run') -%}
    make_date({{ academic_year_be }} - 543, {{ run }}.academic_year_start_month, {{ run }}.academic_year_start_day)
{%- endmacro %}
