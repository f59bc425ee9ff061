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
        coalesce({{ source }}, 'colleges') in ('colleges', 'network_members', 'outcome_counts', 'enrolment_counts'),
        'counts',
        'records'
    )
{%- endmacro %}
