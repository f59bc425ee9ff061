{#
    The breakdowns of supply and the columns filled in each, as those of the cube; networks overlap, within each other one
    the cells add up. `own` as in the cube: the column that must be known somewhere in the year.
#}
{% macro supply_breakdowns() -%}
    {%- set place = ['region_th', 'province_code'] -%}
    {%- set college = place + ['ownership', 'college_code'] -%}
    {{ return({
        'nation': {'columns': []},
        'region': {'columns': ['region_th'], 'own': 'region_th'},
        'province': {'columns': place, 'own': 'province_code'},
        'institute': {'columns': ['institute_name'], 'own': 'institute_name'},
        'level': {'columns': ['level']},
        'level_field': {'columns': ['level', 'field_th', 'meeting_field_th']},
        'region_level_field': {'columns': ['region_th', 'level', 'field_th', 'meeting_field_th'], 'own': 'region_th'},
        'province_level_field': {'columns': place + ['level', 'field_th', 'meeting_field_th'], 'own': 'province_code'},
        'college': {'columns': college},
        'college_level_field': {'columns': college + ['level', 'field_th', 'meeting_field_th']},
        'cvm_network': {'columns': ['centre_id']},
        'cvm_network_level_field': {'columns': ['centre_id', 'level', 'field_th', 'meeting_field_th']},
    }) }}
{%- endmacro %}

{# The key columns of a cell of supply, beside its academic year and breakdown. #}
{% macro supply_keys() -%}
    {{ return([
        'region_th', 'province_code', 'institute_name', 'ownership', 'college_code', 'level', 'field_th',
        'meeting_field_th', 'centre_id'
    ]) }}
{%- endmacro %}

{# The cells of every breakdown of supply, those of the networks over rows that stand once a network. #}
{% macro supply_cells(measures, more_keys=[]) -%}
    {%- set networks = ['cvm_network', 'cvm_network_level_field'] -%}
    {%- set others = supply_breakdowns() | reject('in', networks) | list -%}
    {{ grouped_cells(ref('int_supply__with_labour'), others, measures, more_keys, supply_keys(), supply_breakdowns()) }}
    union all by name
    {{ grouped_cells(ref('int_supply__in_networks'), networks, measures, more_keys, supply_keys(), supply_breakdowns()) }}
{%- endmacro %}

{# The labour supply of a cell; not known where it is not known of some of the graduates. #}
{% macro sum_of_labour() -%}
    case when count(supply_labour) = count(supply_now) then sum(supply_labour) end as supply_labour
{%- endmacro %}

{#
    The learners of each cell moved forward: how many are expected to graduate in one to three years, and the half-width
    of the 95 % interval. Within a level and the field in which names meet one rate holds for all, so its error is common.
#}
{% macro expected_supply() -%}
{%- set ahead = [1, 2, 3] %}
{%- set measures %}
    any_value(years_of_study) as years_of_study,
    coalesce(sum(learners), 0) as learners,
    {%- for left in ahead %}
    coalesce(sum(learners_{{ left }}), 0)::double as learners_{{ left }},
    any_value(survival_{{ left }}) as survival_{{ left }},
    any_value(relative_variance_{{ left }}) as relative_variance_{{ left }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endset %}
with by_rate as (
    {{ supply_cells(measures, ['rate_of']) }}
)

select
    {{ surrogate_key(['academic_year_be', 'breakdown'] + supply_keys()) }} as supply_id,
    {%- for left in ahead %}
    -- whose level ends before
    coalesce(bool_or(learners > 0 and years_of_study <= {{ left }}), false) as is_too_short_for_{{ left }},
    coalesce(sum(learners_{{ left }}) filter (where survival_{{ left }} is not null), 0)::bigint as moved_{{ left }},
    {{ exact_sum('learners_' ~ left ~ ' * survival_' ~ left) }} as expected_{{ left }},
    {{ z_of_95() }} * sqrt({{ exact_sum(
        'learners_' ~ left ~ ' * survival_' ~ left ~ ' * (1 - survival_' ~ left ~ ') + learners_' ~ left ~ ' * learners_'
        ~ left ~ ' * survival_' ~ left ~ ' * survival_' ~ left ~ ' * relative_variance_' ~ left
    ) }}) as half_width_{{ left }}{{ ',' if not loop.last }}
    {%- endfor %}
from by_rate
group by all
{%- endmacro %}
