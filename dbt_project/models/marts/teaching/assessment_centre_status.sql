{%- set named = {
    'nation': {'columns': []},
    'region': {'columns': ['region_th']},
    'province': {'columns': ['region_th', 'province_code']},
    'institute': {'columns': ['institute_name'], 'own': 'institute_name'},
    'field': {'columns': ['meeting_field_th']},
    'province_field': {'columns': ['region_th', 'province_code', 'meeting_field_th']},
    'college': {'columns': ['region_th', 'province_code', 'ownership', 'college_code']},
    'cvm_network': {'columns': ['centre_id']},
} %}
{%- set states = ['licensed', 'expired', 'applied', 'preparing'] %}
{%- set measures %}
    count(state) as centres,
    {%- for state in states %}
    count(*) filter (where state = '{{ state }}') as centres_{{ state }},
    {%- endfor %}
    count(*) filter (where days_left <= {{ var('licence_notice_days') }}) as licences_expiring,
    min(expires_on) filter (where is_licensed) as next_expires_on,
    count(distinct college_code) filter (where is_licensed) as colleges_licensed,
    coalesce(bool_or(is_taught), false) as is_taught
{%- endset %}
with years as (
    {{ newest_network_year() }}
),

-- Every field is looked for in every province where it has ever been taught, and every kind of centre in every network.
taught as (
    select distinct region_th, province_code, meeting_field_th, true as is_taught
    from {{ ref('int_supply__with_labour') }}
    where learners > 0 or supply_now > 0
),

told as (
    select
        * replace (unnest([body, 'any']) as body),
        null::boolean as is_taught
    from {{ ref('int_assessment_centres__licensed') }}
),

in_fields as (
    select * from told
    union all by name
    select taught.*, years.academic_year_be, 'any' as body
    from taught
    cross join years
),

networked as (
    {{ in_centres('told') }}
    union all by name
    select
        years.academic_year_be,
        networks.centre_id,
        unnest(['any', 'tpqi', 'dsd', 'international']) as body
    from {{ ref('dim_cvm_centre') }} as networks
    cross join years
),

cells as (
    {%- set others = named | reject('in', ['province_field', 'cvm_network']) | list %}
    {{ grouped_cells('told', others, measures, ['body'], teaching_keys(), named) }}
    union all
    {{ grouped_cells('in_fields', ['province_field'], measures, ['body'], teaching_keys(), named) }}
    union all
    {{ grouped_cells('networked', ['cvm_network'], measures, ['body'], teaching_keys(), named) }}
)

select
    {{ surrogate_key(['breakdown', 'body'] + teaching_keys()) }} as assessment_centre_status_id,
    cells.* exclude (academic_year_be, is_taught),
    run.as_of,
    case
        {%- for state in states %}
        when centres_{{ state }} > 0 then '{{ state }}'
        {%- endfor %}
        else 'not_reported'
    end as status,
    case when breakdown = 'province_field' and body = 'any' then is_taught end as is_taught
from ({{ known_cells('cells', ['institute'], named) }}) as cells
cross join {{ ref('stg_runs') }} as run
order by breakdown, body, {{ teaching_keys() | join(', ') }}
