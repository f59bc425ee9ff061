{#
    Years of the Buddhist Era: which one a day lies in, and when one begins and ends. The one home of these rules in SQL;
    that of Python is `pipelines/years.py`. Both are tried on the seed `year_cases`. `run` = the one row of stg_runs:
    the beginning of an academic year is a setting, that of a fiscal year is the law.
#}

{# The day of a calendar year of the Buddhist Era. #}
{% macro day_of_be(year_be, month, day) -%}
    make_date({{ year_be }} - 543, {{ month }}, {{ day }})
{%- endmacro %}

{# The Buddhist year in which a day of the calendar lies. #}
{% macro be_of(day) -%}
    (year({{ day }}) + 543)
{%- endmacro %}

{% macro academic_year_start(academic_year_be, run='run') -%}
    {{ day_of_be(academic_year_be, run ~ '.academic_year_start_month', run ~ '.academic_year_start_day') }}
{%- endmacro %}

{% macro academic_year_end(academic_year_be, run='run') -%}
    {{ academic_year_start('(' ~ academic_year_be ~ ' + 1)', run) }} - 1
{%- endmacro %}

{% macro academic_year_of(day, run='run') -%}
    {{ be_of(day) }} - ({{ day }} < {{ academic_year_start(be_of(day), run) }})::integer
{%- endmacro %}

{% macro fiscal_year_start(fiscal_year_be) -%}
    {{ day_of_be('(' ~ fiscal_year_be ~ ' - 1)', 10, 1) }}
{%- endmacro %}

{% macro fiscal_year_end(fiscal_year_be) -%}
    {{ day_of_be(fiscal_year_be, 9, 30) }}
{%- endmacro %}

{% macro fiscal_year_of(day) -%}
    {{ be_of(day) }} + (month({{ day }}) >= 10)::integer
{%- endmacro %}
