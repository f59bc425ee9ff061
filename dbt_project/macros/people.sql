{# Whether a person is known by a number that holds at every college, a national id or one in its place. #}
{% macro is_known_by_number(identified_by) -%}
    {{ identified_by }} in ('national_id', 'foreign_id')
{%- endmacro %}

{#
    The pseudonym of a person known by such a number, else NULL. It is the key of a join: a condition on one side alone
    would make DuckDB compare every row with every other.
#}
{% macro number_key(identified_by, person_key) -%}
    if({{ is_known_by_number(identified_by) }}, {{ person_key }}, null)
{%- endmacro %}

{# What the rows of a source rest on: open data that others publish and lists that count nobody, or people. #}
{% macro basis_of_source(source) -%}
    if(
        coalesce({{ source }}, 'colleges') not in (
            'students', 'graduates', 'intentions', 'followups', 'round_submissions', 'placements', 'teachers',
            'teacher_development', 'teacher_skills', 'certifications'
        ),
        'counts',
        'records'
    )
{%- endmacro %}

{# Whether two rows are of one student of one college and year, by the student id. #}
{% macro is_same_student(row, other) -%}
    {{ row }}.academic_year_be = {{ other }}.academic_year_be
    and {{ row }}.college_code = {{ other }}.college_code
    and {{ row }}.student_key = {{ other }}.student_key
{%- endmacro %}

{# Whether two rows are of one person at one college in one year, the first known by a number; `other` holds only such. #}
{% macro is_same_person(row, other) -%}
    {{ row }}.academic_year_be = {{ other }}.academic_year_be
    and {{ row }}.college_code = {{ other }}.college_code
    and {{ number_key(row ~ '.identified_by', row ~ '.person_key') }} = {{ other }}.person_key
{%- endmacro %}
