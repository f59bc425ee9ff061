{%- set keys = ['academic_year_be', 'breakdown'] + cell_keys() + ['basis', 'is_window_closed'] -%}
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
        cells.cell_id,
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
        {%- endfor %} as is_approximate
    from {{ ref('employment_one_year') }} as cells
    cross join signs
),

judged as (
    -- No rate, interval or bound below the least denominator, so a denominator of 0 never divides.
    select
        *,
        denominator >= {{ var('min_denominator') }} as is_enough,
        case when is_enough then numerator::double / denominator end as rate,
        case when is_enough then {{ wilson('low', 'numerator', 'denominator') }} end as ci_low,
        case when is_enough then {{ wilson('high', 'numerator', 'denominator') }} end as ci_high,
        case when is_enough then numerator::double / (denominator + missing_from_denominator) end as bound_low,
        case
            when is_enough then (numerator + not_followed)::double / (denominator + missing_from_denominator)
        end as bound_high
    from sums
)

select
    {{ surrogate_key(['cell_id', 'definition_id']) }} as rate_id,
    cell_id,
    {{ keys | join(',\n    ') }},
    definition_id,
    numerator,
    denominator,
    rate,
    ci_low,
    ci_high,
    bound_low,
    bound_high,
    response_rate,
    case
        when not is_enough then 'too_few'
        when response_rate < {{ var('min_response_rate') }} then 'not_followed'
        when (ci_high - ci_low) / 2 >= {{ var('max_half_width') }} then 'wide'
        else 'ok'
    end as reliability,
    is_approximate
from judged
