{# The normal deviate of every 95 % interval. #}
{% macro z_of_95() -%}
    {{ return('1.959964::double') }}
{%- endmacro %}

{# 95 % Wilson score interval without continuity correction; `part` is low or high. Exact at 0 and at 1. #}
{% macro wilson(part, numerator, denominator) -%}
    {%- set z = z_of_95() -%}
    {%- set p = '(' ~ numerator ~ '::double / ' ~ denominator ~ ')' -%}
    {%- set exact = '0' if part == 'low' else denominator -%}
    case
        when {{ numerator }} = {{ exact }} then {{ '0' if part == 'low' else '1' }}
        else {{ 'greatest(0,' if part == 'low' else 'least(1,' }}
            (
                {{ p }} + {{ z }} * {{ z }} / (2 * {{ denominator }})
                {{ '-' if part == 'low' else '+' }} {{ z }} * sqrt(
                    greatest({{ p }} * (1 - {{ p }}), 0) / {{ denominator }}
                    + {{ z }} * {{ z }} / (4 * {{ denominator }}::double * {{ denominator }})
                )
            ) / (1 + {{ z }} * {{ z }} / {{ denominator }})
        )
    end
{%- endmacro %}

{#
    Every definition of the indicator for every cell of a relation that has the counts of a cell: the columns `keys`, then
    the numerator, the denominator and what follows from them. No rate, interval or bound stands below the least
    denominator, so a denominator of 0 never divides.
#}
{% macro rates_of(relation, keys) -%}
with signs as (
    -- The signed sums of a definition as one row: a sign (0 = not in it) for each count and part.
    select
        definition_id,
        {%- for part in ['numerator', 'denominator'] %}
        {%- for count in employment_counts() %}
        coalesce(sum(sign) filter (where part = '{{ part }}' and term = '{{ count }}'), 0)::bigint
            as {{ part }}_{{ count }}{{ ',' if not (loop.last and part == 'denominator') }}
        {%- endfor %}
        {%- endfor %}
    from {{ ref('indicator_terms') }}
    group by definition_id
),

sums as (
    select
        {%- for key in keys %}
        cells.{{ key }},
        {%- endfor %}
        signs.definition_id,
        {%- for part in ['numerator', 'denominator'] %}
        (
            {%- for count in employment_counts() %}
            {{ '+ ' if not loop.first }}signs.{{ part }}_{{ count }} * coalesce(cells.{{ count }}, 0)
            {%- endfor %}
        )::bigint as {{ part }},
        {%- endfor %}
        -- Non-response widens the denominator unless it already holds those not followed.
        case when signs.denominator_graduates = 0 then cells.not_followed else 0 end as missing_from_denominator,
        cells.not_followed,
        cells.followed / nullif(cells.graduates, 0)::double as response_rate,
        {%- for outcome in outcomes_inside_other() %}
        {{ 'or ' if not loop.first }}(
            cells.{{ outcome }} is null and (signs.numerator_{{ outcome }} <> 0 or signs.denominator_{{ outcome }} <> 0)
        )
        {%- endfor %} as is_approximate,
        cells.graduates_with_assumed_dates / nullif(cells.graduates - cells.graduates_on_counts, 0)::double
            as assumed_dates_rate
    from {{ relation }} as cells
    cross join signs
),

judged as (
    select
        *,
        {{ rate_with_interval('numerator', 'denominator') }},
        case when is_enough then numerator::double / (denominator + missing_from_denominator) end as bound_low,
        case
            when is_enough then (numerator + not_followed)::double / (denominator + missing_from_denominator)
        end as bound_high
    from sums
)

select
    {%- for key in keys %}
    {{ key }},
    {%- endfor %}
    definition_id,
    numerator,
    denominator,
    rate,
    ci_low,
    ci_high,
    bound_low,
    bound_high,
    response_rate,
    {{ reliability() }} as reliability,
    is_approximate,
    assumed_dates_rate
from judged
{%- endmacro %}

{# The columns is_enough, rate, ci_low and ci_high of a numerator and a denominator. #}
{% macro rate_with_interval(numerator, denominator) -%}
    {{ denominator }} >= {{ var('min_denominator') }} as is_enough,
    case when is_enough then {{ numerator }}::double / {{ denominator }} end as rate,
    case when is_enough then {{ wilson('low', numerator, denominator) }} end as ci_low,
    case when is_enough then {{ wilson('high', numerator, denominator) }} end as ci_high
{%- endmacro %}

{# How far a rate may be trusted, from is_enough, response_rate, ci_low and ci_high: the first that applies. #}
{% macro reliability() -%}
    case
        when not is_enough then 'too_few'
        when response_rate < {{ var('min_response_rate') }} then 'not_followed'
        when (ci_high - ci_low) / 2 >= {{ var('max_half_width') }} then 'wide'
        else 'ok'
    end
{%- endmacro %}

{# A share of persons that stands only over enough of them. #}
{% macro share(numerator, denominator) -%}
    case when {{ denominator }} >= {{ var('min_denominator') }} then {{ numerator }}::double / {{ denominator }} end
{%- endmacro %}

{# The sum of fractions to fifteen digits after the point, the same in whatever order they are added up. #}
{% macro exact_sum(expression) -%}
    sum(({{ expression }})::decimal(38, 15))::double
{%- endmacro %}
