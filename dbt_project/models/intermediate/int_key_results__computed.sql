-- What the rows of the sources come to for each key result of each centre, and what is asked beside it or apart.
with found as (
    {%- for family in ['administration', 'plans', 'knowledge', 'market', 'teachers', 'learners', 'certification'] %}
    select * from {{ ref('int_key_results__' ~ family) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

repeated as (
    -- A result that repeats another one has its figure.
    select found.* replace (results.key_result_id as key_result_id)
    from found
    inner join {{ ref('key_results') }} as results
        on found.key_result_id = {{ repeats('results.computed_from') }}
)

{%- for rows in ['found', 'repeated'] %}
select
    centre_id,
    fiscal_year_be,
    key_result_id,
    part,
    computed,
    numerator,
    denominator,
    source_rows
from {{ rows }}
{{ 'union all' if not loop.last }}
{%- endfor %}
