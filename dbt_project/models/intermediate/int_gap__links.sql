-- Agreements in force and learners placed in every cell of the gap. An agreement counts once in a cell, and so do its seats.
{%- set networks = ['cvm_network', 'cvm_network_level_field'] %}
with agreements as (
    select
        agreements.fiscal_year_be,
        agreements.college_code,
        agreements.agreement_id,
        agreements.region_th,
        agreements.province_code,
        agreements.level,
        agreements.meeting_field_th as field_th,
        establishments.target_industry_id,
        agreements.seats
    from {{ ref('int_agreements__in_force') }} as agreements
    left join {{ ref('dim_establishment') }} as establishments
        on agreements.establishment_id = establishments.establishment_id
),

placements as (
    select
        placements.fiscal_year_be,
        placements.college_code,
        -- where the college is in the year of the cell, as its supply and its agreements are
        colleges.region_th,
        colleges.province_code,
        placements.level,
        placements.meeting_field_th as field_th,
        establishments.target_industry_id
    from {{ ref('int_placements__placed') }} as placements
    left join {{ ref('dim_establishment') }} as establishments
        on placements.establishment_id = establishments.establishment_id
    left join {{ ref('int_colleges__by_fiscal_year') }} as colleges
        on placements.fiscal_year_be = colleges.fiscal_year_be
        and placements.college_code = colleges.college_code
),
{%- for links in ['agreements', 'placements'] %}

{{ links }}_in_networks as (
    select
        {{ links }}.*,
        members.centre_id
    from {{ links }}
    cross join {{ ref('stg_runs') }} as run
    inner join {{ ref('int_centres__meeting_fields') }} as fields
        on {{ links }}.fiscal_year_be - run.supply_year_offset = fields.academic_year_be
        and {{ links }}.level = fields.level
        and {{ links }}.field_th = fields.meeting_field_th
    inner join {{ ref('int_centres__networks') }} as members
        on fields.academic_year_be = members.academic_year_be
        and fields.centre_id = members.centre_id
        and {{ links }}.college_code = members.college_code
),
{%- endfor %}
{%- set each = ['college_code', 'agreement_id'] %}

each_agreement as (
    {{ gap_cells('agreements', gap_breakdowns_at_home(), 'max(seats) as seats', each) }}
    union all by name
    {{ gap_cells('agreements_in_networks', networks, 'max(seats) as seats', each) }}
),

agreement_cells as (
    select
        fiscal_year_be,
        breakdown,
        {{ gap_keys() | join(', ') }},
        count(*) as agreements_in_force,
        sum(seats)::bigint as seats,
        0 as matched_places
    from each_agreement
    group by all
),

placement_cells as (
    {{ gap_cells('placements', gap_breakdowns_at_home(), 'count(*) as matched_places') }}
    union all by name
    {{ gap_cells('placements_in_networks', networks, 'count(*) as matched_places') }}
),

all_cells as (
    select * from agreement_cells
    union all by name
    select * from placement_cells
)

select
    fiscal_year_be,
    breakdown,
    {{ gap_keys() | join(', ') }},
    coalesce(sum(agreements_in_force), 0)::bigint as agreements_in_force,
    sum(seats)::bigint as seats,
    sum(matched_places)::bigint as matched_places
from all_cells
group by all
