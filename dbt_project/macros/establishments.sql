{# What an identity of an establishment is, by its form (02-sources section 6). #}
{% macro establishment_id_kind(establishment_id) -%}
    case
        when starts_with({{ establishment_id }}, 'P:') then 'provisional'
        when starts_with({{ establishment_id }}, 'N:') then 'individual'
        when regexp_matches({{ establishment_id }}, '^0994') then 'government'
        when regexp_matches({{ establishment_id }}, '^0') then 'juristic'
        when regexp_matches({{ establishment_id }}, '^[A-Z]{2}-') then 'foreign'
        else 'community'
    end
{%- endmacro %}

{# Sources that name an establishment, each with the fiscal year of the naming. #}
{% macro sources_that_name_establishments() -%}
    {{ return({
        'demands': 'fiscal_year_be',
        'job_postings': fiscal_year_of('posted_on'),
        'agreements': fiscal_year_of('signed_on'),
        'placements': fiscal_year_of('starts_on'),
        'short_courses': 'fiscal_year_be',
        'workplace_experts': 'fiscal_year_be',
        'teacher_development': 'fiscal_year_be',
    }) }}
{%- endmacro %}
