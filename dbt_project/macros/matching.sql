{#
    Matching: colleges with people to place, needs with seats, and the candidates between them. A problem is a fiscal year x
    kind of need x level x field in which names meet; what stands in different problems never meets.
#}

{# The key of a problem; `level` is NULL where needs are pooled over levels. #}
{% macro match_problem_keys() -%}
    {{ return(['fiscal_year_be', 'demand_kind', 'level', 'meeting_field_th']) }}
{%- endmacro %}

{# Problems in the order in which everything of matching stands. #}
{% macro match_problem_order(row=none) -%}
    {%- set of = row ~ '.' if row else '' -%}
    {{ of }}fiscal_year_be, {{ of }}demand_kind, {{ of }}level nulls first, {{ of }}meeting_field_th
{%- endmacro %}

{# Whether two rows are of one problem. #}
{% macro is_same_problem(row, other) -%}
    {{ row }}.fiscal_year_be = {{ other }}.fiscal_year_be
    and {{ row }}.demand_kind = {{ other }}.demand_kind
    and {{ row }}.level is not distinct from {{ other }}.level
    and {{ row }}.meeting_field_th = {{ other }}.meeting_field_th
{%- endmacro %}

{# Needs for teachers are pooled over levels: a teacher of a field teaches it at every level. #}
{% macro match_level(kind, level) -%}
    if({{ kind }} = 'teacher_placement', null, {{ level }})
{%- endmacro %}

{# The parts of a score, each 0 to 10,000, or NULL where nobody knows. The last one takes away. #}
{% macro match_components() -%}
    {{ return(['distance', 'agreement', 'tier', 'history', 'wage', 'field_match', 'incidents']) }}
{%- endmacro %}

{# Points up to 10,000; what nobody knows stays unknown, which `least` would not leave so. #}
{% macro match_points(value) -%}
    case when {{ value }} is not null then least({{ value }}, 10000)::bigint end
{%- endmacro %}

{# The codes of the seed match_weights. #}
{% macro match_weight_ids() -%}
    {%- set ids = ['tier_cvm', 'tier_excellent', 'tier_expert', 'tier_standard', 'history_full'] -%}
    {%- for component in match_components() %}{% do ids.append('weight_' ~ component) %}{% endfor -%}
    {%- for kind in match_kinds() %}{% do ids.append('max_km_' ~ kind) %}{% endfor -%}
    {{ return(ids) }}
{%- endmacro %}

{% macro match_kinds() -%}
    {{ return(['job', 'internship', 'dual', 'teacher_placement']) }}
{%- endmacro %}

{# The figures of the seed in one row, a column each. #}
{% macro match_weights() -%}
    (
        select
            {%- for id in match_weight_ids() %}
            min(value) filter (where weight_id = '{{ id }}') as {{ id }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ ref('match_weights') }}
    )
{%- endmacro %}

{# The score of a candidate: 1 and more, a whole number; what nobody knows adds nothing. #}
{% macro match_score(weights) -%}
    1 + greatest(
        0,
        0
        {%- for component in match_components() %}
        + {{ weights }}.weight_{{ component }} * coalesce(c_{{ component }}, 0)
        {%- endfor %}
    ) // greatest(
        1,
        0
        {%- for component in match_components() %} + greatest({{ weights }}.weight_{{ component }}, 0){% endfor %}
    )
{%- endmacro %}

{# Great circle between two points given in degrees, in kilometres. #}
{% macro great_circle_km(latitude, longitude, to_latitude, to_longitude) -%}
    2 * 6371 * asin(least(1, sqrt(
        sin(radians({{ to_latitude }} - {{ latitude }}) / 2) ** 2
        + cos(radians({{ latitude }})) * cos(radians({{ to_latitude }}))
            * sin(radians({{ to_longitude }} - {{ longitude }}) / 2) ** 2
    )))
{%- endmacro %}

{# Placements of learners, each in the three fiscal years after its own: in those it counts as history. #}
{% macro placements_as_history() -%}
    (
        select
            placements.fiscal_year_be + before.years as fiscal_year_be,
            placements.college_code,
            placements.establishment_id,
            placements.completed,
            placements.incidents
        from {{ ref('int_placements__placed') }} as placements
        cross join (select unnest([1, 2, 3]) as years) as before
    )
{%- endmacro %}
