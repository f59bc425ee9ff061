-- What the rows of the sources come to for each key result of each centre, and what is asked beside it or apart.
with found as (
    {%- for family in ['administration', 'knowledge', 'market'] %}
    select * from {{ ref('int_key_results__' ~ family) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
)

select
    centre_id,
    fiscal_year_be,
    key_result_id,
    part,
    computed,
    numerator,
    denominator,
    source_rows
from found
