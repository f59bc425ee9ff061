-- Every establishment that a source beside the register names, by the newest name and province that came with it.
{%- set newest = '(arrived_on, load_id, source, source_sha256, row_number)' %}
with named as (
    {%- for source, year in sources_that_name_establishments().items() %}
    select
        '{{ source }}' as source,
        establishment_id,
        check_establishment_name as establishment_name,
        check_establishment_province_code as province_code,
        ({{ year }})::integer as fiscal_year_be,
        arrived_on,
        load_id,
        source_sha256,
        row_number
    from {{ ref('stg_' ~ source) }}
    where establishment_id is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    establishment_id,
    arg_max(establishment_name, {{ newest }}) filter (where establishment_name is not null) as establishment_name,
    arg_max(province_code, {{ newest }}) filter (where province_code is not null) as province_code,
    min(fiscal_year_be) as first_named_fiscal_year_be,
    max(fiscal_year_be) as last_named_fiscal_year_be,
    string_agg(distinct source, ', ' order by source) as named_in,
    count(*) as namings
from named
group by establishment_id
