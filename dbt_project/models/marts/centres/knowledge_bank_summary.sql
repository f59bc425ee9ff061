{%- set components = ['infrastructure', 'learning', 'collaboration', 'management'] %}
with assets as (
    select
        assets.*,
        assets.published_on between years.starts_on and years.ends_on as is_published_in_year
    from {{ ref('stg_knowledge_assets') }} as assets
    inner join {{ ref('int_centres__years') }} as years on assets.fiscal_year_be = years.fiscal_year_be
),

banks as (
    select
        fiscal_year_be,
        centre_id,
        college_code,
        count(*) as assets,
        {%- for component in components %}
        count(*) filter (where component = '{{ component }}') as {{ component }},
        {%- endfor %}
        count(distinct component) as components_in_place,
        count(*) filter (where is_published_in_year) as assets_published,
        count(url) as assets_online,
        max(published_on) as last_published_on
    from assets
    group by all
),

held as (
    select distinct fiscal_year_be, centre_id
    from banks
),

colleges as (
    -- Every college of a network of which anything is held, and whoever names the centre though no list holds it.
    select
        fiscal_year_be,
        centre_id,
        college_code,
        members.centre_id is not null as is_member,
        {%- for count in ['assets'] + components + ['components_in_place', 'assets_published', 'assets_online'] %}
        coalesce(banks.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        banks.last_published_on,
        coalesce(banks.components_in_place, 0) = {{ components | length }} as has_all_components
    from (
        select members.*
        from {{ ref('int_centres__networks') }} as members
        inner join held using (fiscal_year_be, centre_id)
    ) as members
    full join banks using (fiscal_year_be, centre_id, college_code)
),

networks as (
    select
        years.fiscal_year_be,
        centres.centre_id,
        count(members.college_code) as colleges
    from {{ ref('dim_cvm_centre') }} as centres
    cross join {{ ref('int_centres__years') }} as years
    left join {{ ref('int_centres__networks') }} as members
        on years.fiscal_year_be = members.fiscal_year_be
        and centres.centre_id = members.centre_id
    group by all
),

cells as (
    select 'cvm_network_college' as breakdown, *
    from colleges
    union all by name
    select
        'cvm_network' as breakdown,
        fiscal_year_be,
        centre_id,
        any_value(networks.colleges) as colleges,
        count(*) filter (where colleges.is_member and colleges.assets > 0) as colleges_with_assets,
        count(*) filter (where colleges.is_member and colleges.assets_published > 0) as colleges_publishing,
        count(*) filter (where colleges.is_member and colleges.has_all_components) as colleges_with_all,
        {%- for count in ['assets'] + components + ['assets_published', 'assets_online'] %}
        sum(colleges.{{ count }})::bigint as {{ count }},
        {%- endfor %}
        max(colleges.last_published_on) as last_published_on
    from networks
    left join colleges using (fiscal_year_be, centre_id)
    group by fiscal_year_be, centre_id
)

select
    {{ surrogate_key(['cells.fiscal_year_be', 'cells.breakdown', 'cells.centre_id', 'cells.college_code']) }}
        as knowledge_bank_id,
    cells.fiscal_year_be,
    cells.breakdown,
    cells.centre_id,
    cells.college_code,
    cells.is_member,
    cells.college_code = centres.college_code as is_centre_college,
    cells.colleges,
    {%- for count in ['colleges_with_assets', 'colleges_publishing', 'colleges_with_all'] %}
    if(cells.assets is null, null, cells.{{ count }}) as {{ count }},
    {%- endfor %}
    cells.assets,
    {%- for component in components %}
    cells.{{ component }},
    {%- endfor %}
    cells.components_in_place,
    cells.has_all_components,
    cells.assets_published,
    cells.assets_online,
    cells.last_published_on
from cells
inner join {{ ref('dim_cvm_centre') }} as centres on cells.centre_id = centres.centre_id
order by cells.fiscal_year_be, cells.breakdown, cells.centre_id, cells.college_code
