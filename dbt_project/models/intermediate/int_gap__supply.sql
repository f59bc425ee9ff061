-- The side of supply of every cell of the gap. Labour is shared out to target industries as they ask for a field and level;
-- running sums are rounded, so that the shares add up to the whole.
{%- set others = gap_breakdowns_at_home() | reject('equalto', 'target_industry') | list %}
{%- set networks = ['cvm_network', 'cvm_network_level_field'] %}
{%- set measures %}
    min(graduates_basis) as first_basis,
    max(graduates_basis) as last_basis,
    sum(supply_now)::bigint as supply,
    {{ sum_of_labour() }},
    count(distinct college_code) as colleges
{%- endset %}
with
{%- for name, model in {'supply': 'int_supply__with_labour', 'in_networks': 'int_supply__of_centres'}.items() %}
{{ name }} as (
    select
        supply.* exclude (field_th),
        supply.meeting_field_th as field_th,
        (supply.academic_year_be + run.supply_year_offset)::integer as fiscal_year_be
    from {{ ref(model) }} as supply
    cross join {{ ref('stg_runs') }} as run
    where supply.supply_now > 0
),
{%- endfor %}

cells as (
    {{ gap_cells('supply', others, measures) }}
    union all by name
    {{ gap_cells('in_networks', networks, measures) }}
),

asked as (
    select
        fiscal_year_be,
        level,
        meeting_field_th as field_th,
        target_industry_id,
        sum(headcount) as jobs
    from {{ ref('int_demands__counted') }}
    where place = 'home' and demand_kind = 'job'
    group by all
    having sum(headcount) > 0
),

shares as (
    select
        *,
        sum(jobs) over (
            field order by target_industry_id nulls last rows between unbounded preceding and current row
        ) / sum(jobs) over field::double as share_up_to,
        coalesce(
            sum(jobs) over (
                field order by target_industry_id nulls last rows between unbounded preceding and 1 preceding
            ), 0
        ) / sum(jobs) over field::double as share_before
    from asked
    window field as (partition by fiscal_year_be, level, field_th)
),

industries as (
    -- a field that no industry asks for stands in the row without one
    select
        cells.fiscal_year_be,
        'target_industry' as breakdown,
        shares.target_industry_id,
        min(cells.first_basis) as first_basis,
        max(cells.last_basis) as last_basis,
        case
            when count(cells.supply_labour) = count(*) then sum(
                (cells.supply_labour * coalesce(shares.share_up_to, 1))::decimal(18, 4)
                - (cells.supply_labour * coalesce(shares.share_before, 0))::decimal(18, 4)
            )
        end as supply_labour
    from cells
    left join shares
        on cells.fiscal_year_be = shares.fiscal_year_be
        and cells.level = shares.level
        and cells.field_th = shares.field_th
    where cells.breakdown = 'level_field'
    group by all
)

select * from cells
union all by name
select * from industries
