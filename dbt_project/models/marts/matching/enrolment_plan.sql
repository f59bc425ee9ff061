-- The intake of each college of a network that would close the network's gap, as far as an intake may move in a year and a
-- college has room. Every figure of which it is made stands in its row.
with intakes as (
    -- those in the first year of study: all years of the course but this one are left to them
    select
        academic_year_be,
        centre_id,
        college_code,
        level,
        meeting_field_th,
        sum(case years_of_study {%- for left in range(4) %} when {{ left + 1 }} then learners_{{ left }}{% endfor %} end)::bigint
            as intake,
        min(case years_of_study {%- for left in [1, 2, 3] %} when {{ left + 1 }} then survival_{{ left }}{% endfor %} end)
            as survival
    from {{ ref('int_supply__in_networks') }}
    where years_of_study is not null
    group by all
),

placed as (
    select
        *,
        max(intake) over (partition by centre_id, college_code, level, meeting_field_th) as largest_intake,
        (sum(intake) over (partition by academic_year_be, centre_id, level, meeting_field_th))::bigint as network_intake
    from intakes
    where intake > 0
    -- the newest year in which the network's first-years are known
    qualify academic_year_be = max(academic_year_be) over (partition by centre_id, level, meeting_field_th)
),

gaps as (
    select *
    from {{ ref('supply_demand_gap') }}
    where breakdown = 'cvm_network_level_field'
),

scenarios as (
    select
        * exclude (fiscal_year_be),
        coalesce(fiscal_year_be, (select max(gaps.fiscal_year_be) from gaps where gaps.gap is not null)) as fiscal_year_be
    from {{ ref('scenarios') }}
),

assumed as (
    select
        scenarios.scenario_id,
        scenarios.yearly_limit,
        scenarios.capacity_share,
        scenarios.demand_factor,
        scenarios.fiscal_year_be,
        placed.*,
        gaps.demand_jobs,
        gaps.supply_labour,
        gaps.demand_jobs * scenarios.demand_factor - gaps.supply_labour::double as gap
    from placed
    cross join scenarios
    left join gaps
        on scenarios.fiscal_year_be = gaps.fiscal_year_be
        and placed.centre_id = gaps.centre_id
        and placed.level = gaps.level
        and placed.meeting_field_th = gaps.field_th
),

wanted as (
    select
        *,
        case
            -- greatest would make an unknown intake none
            when gap is not null and survival > 0 then greatest(round(network_intake + gap / survival), 0)::bigint
        end as network_wanted_intake
    from assumed
),

shared as (
    select
        *,
        network_wanted_intake * intake // network_intake as whole_share,
        network_wanted_intake - sum(network_wanted_intake * intake // network_intake) over network as left_over,
        row_number() over (network order by network_wanted_intake * intake % network_intake desc, college_code)
            as place_in_line
    from wanted
    window network as (partition by scenario_id, centre_id, level, meeting_field_th)
),

bounded as (
    select
        *,
        whole_share + (place_in_line <= left_over)::bigint as wanted_intake,
        ceil(intake * (1 - yearly_limit)::decimal(9, 6))::bigint as lowest_intake,
        floor(intake * (1 + yearly_limit)::decimal(9, 6))::bigint as highest_intake,
        floor(largest_intake * capacity_share::decimal(9, 6))::bigint as capacity
    from shared
),

planned as (
    select
        *,
        case
            when wanted_intake is not null then least(greatest(wanted_intake, lowest_intake), highest_intake, capacity)
        end as planned_intake
    from bounded
)

select
    {{ surrogate_key(['scenario_id', 'centre_id', 'college_code', 'level', 'meeting_field_th']) }} as enrolment_plan_id,
    scenario_id,
    academic_year_be,
    fiscal_year_be,
    centre_id,
    college_code,
    level,
    meeting_field_th,
    'mixed' as basis,
    intake,
    network_intake,
    demand_jobs,
    demand_factor,
    supply_labour,
    gap,
    survival,
    network_wanted_intake,
    wanted_intake,
    yearly_limit,
    lowest_intake,
    highest_intake,
    largest_intake,
    capacity_share,
    capacity,
    planned_intake,
    planned_intake - intake as change,
    case
        when gap is null then 'gap_not_known'
        when planned_intake is null then 'survival_not_known'
        when planned_intake = wanted_intake then null
        when planned_intake = capacity and capacity < highest_intake then 'capacity'
        else 'yearly_limit'
    end as limited_by
from planned
order by scenario_id, centre_id, college_code, level, meeting_field_th
