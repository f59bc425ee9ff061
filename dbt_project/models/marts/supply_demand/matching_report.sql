{#- What is told by field and level, and which of the sources a college must have sent for a 0 to be known. #}
{%- set told = {
    'demand_jobs': 'has_demands', 'demand_internship': 'has_demands', 'demand_dual': 'has_demands',
    'demand_places': 'has_demands', 'demand_teacher_placement': 'has_demands', 'demand_abroad': 'has_demands',
    'agreements_in_force': 'has_agreements',
    'matched_internship': 'has_placements', 'matched_dual': 'has_placements', 'matched_teachers': 'has_teacher_development',
} %}
with people as (
    select
        years.fiscal_year_be,
        supply.centre_id,
        supply.college_code,
        supply.level,
        supply.meeting_field_th,
        min(least(supply.graduates_basis, supply.learners_basis)) as first_basis,
        max(greatest(supply.graduates_basis, supply.learners_basis)) as last_basis,
        sum(supply.supply_now) as supply,
        {{ sum_of_labour() }},
        sum(supply.learners) as learners
    from {{ ref('int_supply__of_centres') }} as supply
    inner join {{ ref('int_fiscal_years__held') }} as years on supply.academic_year_be = years.supply_academic_year_be
    group by all
),

-- A centre of one branch has no fields here: demands, placements and agreements do not tell of branches.
fields as (
    select
        years.fiscal_year_be,
        fields.*
    from {{ ref('int_centres__meeting_fields') }} as fields
    inner join {{ ref('int_fiscal_years__held') }} as years on fields.academic_year_be = years.supply_academic_year_be
),

matches as (
    select
        fields.centre_id,
        matches.*,
        matches.demand_internship + matches.demand_dual as demand_places
    from {{ ref('int_matches__by_college') }} as matches
    inner join fields
        on matches.fiscal_year_be = fields.fiscal_year_be
        and matches.level = fields.level
        and matches.meeting_field_th = fields.meeting_field_th
    inner join {{ ref('int_centres__networks') }} as members
        on fields.academic_year_be = members.academic_year_be
        and fields.centre_id = members.centre_id
        and matches.college_code = members.college_code
),

cells as (
    -- A name of an agreement or of a teacher's field may be known at levels that the college does not teach.
    select *
    from people
    full join matches using (fiscal_year_be, centre_id, college_code, level, meeting_field_th)
    where supply > 0
        or learners > 0
        or demand_jobs + demand_places + demand_teacher_placement + demand_abroad > 0
        or matched_internship + matched_dual > 0
),

levels_told as (
    select
        academic_year_be,
        college_code,
        level,
        count(supply_now) > 0 as has_supply,
        count(learners) > 0 as has_learners
    from {{ ref('int_supply__with_labour') }}
    group by all
),

filled as (
    select
        cells.fiscal_year_be,
        years.supply_academic_year_be,
        cells.centre_id,
        colleges.region_th,
        colleges.province_code,
        colleges.ownership,
        cells.college_code,
        cells.level,
        cells.meeting_field_th as field_th,
        if(cells.matched_internship + cells.matched_dual + cells.matched_teachers > 0, 'records', null) as matches_basis,
        coalesce(least(cells.first_basis, matches_basis), 'counts') as first_basis,
        coalesce(greatest(cells.last_basis, matches_basis), 'counts') as last_basis,
        coalesce(
            nullif(cells.establishments, 0), if(fields.level is not null and tell.college_code is not null, 0, null)
        ) as establishments,
        {%- for count, source in told.items() %}
        coalesce(nullif(cells.{{ count }}, 0), if(fields.level is not null and tell.{{ source }}, 0, null)) as {{ count }},
        {%- endfor %}
        coalesce(cells.supply, if(levels.has_supply, 0, null))::bigint as supply,
        if(cells.supply is null and levels.has_supply, 0, cells.supply_labour)::decimal(18, 4) as supply_labour,
        coalesce(cells.learners, if(levels.has_learners, 0, null))::bigint as learners,
        cells.seats
    from cells
    inner join {{ ref('int_fiscal_years__held') }} as years on cells.fiscal_year_be = years.fiscal_year_be
    left join fields
        on cells.fiscal_year_be = fields.fiscal_year_be
        and cells.centre_id = fields.centre_id
        and cells.level = fields.level
        and cells.meeting_field_th = fields.meeting_field_th
    left join levels_told as levels
        on years.supply_academic_year_be = levels.academic_year_be
        and cells.college_code = levels.college_code
        and cells.level = levels.level
    left join {{ ref('int_colleges__by_fiscal_year') }} as colleges
        on cells.fiscal_year_be = colleges.fiscal_year_be
        and cells.college_code = colleges.college_code
    left join {{ ref('int_colleges__that_tell') }} as tell
        on cells.fiscal_year_be = tell.fiscal_year_be
        and cells.college_code = tell.college_code
)

select
    {{ surrogate_key(['fiscal_year_be', 'centre_id', 'college_code', 'level', 'field_th']) }} as matching_report_id,
    * exclude (matches_basis, first_basis, last_basis),
    if(first_basis = last_basis, first_basis, 'mixed') as basis,
    (matched_internship + matched_dual) / nullif(demand_places, 0)::double as placed_share
from filled
order by fiscal_year_be, centre_id, college_code, level, field_th
