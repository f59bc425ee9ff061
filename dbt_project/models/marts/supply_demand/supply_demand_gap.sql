{%- set demands = ['demand_job', 'demand_internship', 'demand_dual', 'demand_teacher_placement'] %}
with cells as (
    {%- for side in ['supply', 'demand', 'links'] %}
    select {{ gap_id() }} as gap_id, fiscal_year_be, breakdown, {{ gap_keys() | join(', ') }}
    from {{ ref('int_gap__' ~ side) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
),
{%- for side in ['supply', 'demand', 'links'] %}

{{ side }} as (
    select {{ gap_id() }} as gap_id, * exclude (fiscal_year_be, breakdown, {{ gap_keys() | join(', ') }})
    from {{ ref('int_gap__' ~ side) }}
),
{%- endfor %}

told_centres as (
    -- demand, agreements and placements are not told by branch
    select distinct centre_id from {{ ref('int_centres__meeting_fields') }}
),

placed as (
    -- Where one side of a year is held at all, a cell without it has none; else nobody knows.
    select
        cells.*,
        cells.breakdown in ('abroad', 'abroad_level_field') as is_abroad,
        cells.fiscal_year_be in (select side.fiscal_year_be from {{ ref('int_gap__supply') }} as side) as is_year_supplied,
        cells.fiscal_year_be in (select side.fiscal_year_be from {{ ref('int_gap__demand') }} as side)
            and (cells.centre_id is null or told_centres.centre_id is not null) as is_demand_held,
        (cells.centre_id is null or told_centres.centre_id is not null)
            and exists (select 1 from {{ ref('int_gap__links') }} as side where side.agreements_in_force > 0)
            as is_agreement_held,
        (cells.centre_id is null or told_centres.centre_id is not null)
            and cells.fiscal_year_be in (
                select side.fiscal_year_be from {{ ref('int_gap__links') }} as side where side.matched_places > 0
            ) as is_placement_held
    from cells
    left join told_centres using (centre_id)
),

joined as (
    select
        cells.*,
        cells.is_year_supplied and not cells.is_abroad as is_supply_held,
        case
            when supply.first_basis = supply.last_basis then supply.first_basis
            when supply.first_basis is not null then 'mixed'
        end as basis,
        case
            when is_supply_held and cells.breakdown <> 'target_industry' then coalesce(supply.supply, 0)
        end as supply,
        case when is_supply_held then if(supply.gap_id is null, 0, supply.supply_labour) end as supply_labour,
        {%- for demand in demands %}
        case when cells.is_demand_held then coalesce(demand.{{ demand }}, 0) end as {{ demand }},
        {%- endfor %}
        demand.monthly_wage_median,
        case when cells.is_demand_held then coalesce(demand.wage_headcount, 0) end as wage_headcount,
        case when cells.is_demand_held then coalesce(demand.establishments, 0) end as establishments,
        case
            when cells.is_year_supplied and cells.breakdown <> 'target_industry' then coalesce(supply.colleges, 0)
        end as colleges,
        case when cells.is_agreement_held then coalesce(links.agreements_in_force, 0) end as agreements_in_force,
        links.seats,
        case when cells.is_placement_held then coalesce(links.matched_places, 0) end as matched_places
    from placed as cells
    left join supply using (gap_id)
    left join demand using (gap_id)
    left join links using (gap_id)
),

compared as (
    select
        *,
        if(is_abroad, null, demand_job - supply_labour)::decimal(18, 4) as gap,
        if(is_abroad, null, supply_labour::double / nullif(demand_job, 0)) as coverage
    from joined
),

-- The first class that applies.
judged as (
    select
        compared.gap_id,
        arg_min(classes.pressure, classes.sequence) as pressure
    from compared
    inner join {{ ref('pressure_classes') }} as classes
        on case classes.pressure
            when 'no_demand_recorded' then coalesce(compared.demand_job, 0) = 0
            when 'no_supply' then coalesce(compared.supply, compared.supply_labour) = 0
            else coalesce(compared.coverage < classes.coverage_below, compared.coverage <= classes.coverage_up_to, true)
        end
    where compared.is_supply_held and (compared.supply_labour is not null or coalesce(compared.demand_job, 0) = 0)
    group by compared.gap_id
)

select
    compared.gap_id,
    compared.fiscal_year_be,
    (compared.fiscal_year_be - run.supply_year_offset)::integer as supply_academic_year_be,
    compared.breakdown,
    {%- for key in gap_keys() %}
    compared.{{ key }},
    {%- endfor %}
    compared.basis,
    compared.supply,
    compared.supply_labour::decimal(18, 4) as supply_labour,
    compared.demand_job as demand_jobs,
    compared.demand_internship,
    compared.demand_dual,
    compared.demand_internship + compared.demand_dual as demand_places,
    compared.demand_teacher_placement,
    compared.gap,
    compared.coverage,
    judged.pressure,
    compared.monthly_wage_median,
    compared.wage_headcount,
    compared.establishments,
    compared.colleges,
    compared.agreements_in_force,
    compared.seats,
    compared.matched_places
from compared
cross join {{ ref('stg_runs') }} as run
left join judged using (gap_id)
order by compared.fiscal_year_be, compared.breakdown, {{ gap_keys() | join(', ') }}
