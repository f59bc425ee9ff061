{%- set keys = ['fiscal_year_be', 'target_industry_id', 'level', 'meeting_field_th', 'place'] %}
with weighed as (
    select
        *,
        {{ cumulative_weights('monthly_wage', "if(demand_kind = 'job', wage_headcount, 0)", keys) }}
    from {{ ref('int_demands__counted') }}
),

cells as (
    select
        {{ keys | join(',\n        ') }},
        supply_academic_year_be,
        {%- for column, kind in {
            'demand_jobs': 'job', 'demand_internship': 'internship', 'demand_dual': 'dual',
            'demand_teacher_placement': 'teacher_placement',
        }.items() %}
        coalesce(sum(headcount) filter (where demand_kind = '{{ kind }}'), 0)::bigint as {{ column }},
        {%- endfor %}
        count(distinct establishment_id) filter (where headcount > 0) as establishments,
        count(distinct province_code) filter (where headcount > 0) as provinces,
        {{ weighted_median('monthly_wage') }} as monthly_wage_median,
        min(weight_of_all)::bigint as wage_headcount
    from weighed
    group by all
),

supply as (
    select
        academic_year_be,
        level,
        meeting_field_th,
        case when min(graduates_basis) = max(graduates_basis) then min(graduates_basis) else 'mixed' end as basis,
        {{ sum_of_labour() }}
    from {{ ref('int_supply__with_labour') }}
    where supply_now is not null
    group by all
),

years_with_supply as (
    select distinct academic_year_be
    from supply
)

select
    {{ surrogate_key(['cells.' ~ keys[0], 'cells.' ~ keys[1], 'cells.' ~ keys[2], 'cells.' ~ keys[3], 'cells.' ~ keys[4]]) }}
        as target_industry_demand_id,
    cells.fiscal_year_be,
    cells.supply_academic_year_be,
    cells.target_industry_id,
    cells.level,
    cells.meeting_field_th as field_th,
    cells.place,
    if(cells.place = 'home', coalesce(supply.basis, 'counts'), 'counts') as basis,
    cells.demand_jobs,
    cells.demand_internship,
    cells.demand_dual,
    cells.demand_teacher_placement,
    cells.establishments,
    cells.provinces,
    cells.monthly_wage_median,
    cells.wage_headcount,
    cells.demand_jobs / nullif(sum(cells.demand_jobs) over field, 0)::double as share_of_field_demand,
    case
        when cells.place = 'abroad' then null
        when supply.level is not null then supply.supply_labour
        -- in a year of which graduates are held, a field without any has none
        when years_with_supply.academic_year_be is not null then 0
    end::decimal(18, 4) as supply_labour
from cells
left join supply
    on cells.supply_academic_year_be = supply.academic_year_be
    and cells.level = supply.level
    and cells.meeting_field_th = supply.meeting_field_th
left join years_with_supply on cells.supply_academic_year_be = years_with_supply.academic_year_be
window field as (partition by cells.fiscal_year_be, cells.level, cells.meeting_field_th, cells.place)
order by cells.fiscal_year_be, cells.target_industry_id, cells.level, cells.meeting_field_th, cells.place
