-- The intake that would close the gap of each network, under every scenario, and each college's part of it by its share of
-- the intake now; what keeps a college from it is not asked here.
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
)

select
    * exclude (whole_share, left_over, place_in_line),
    whole_share + (place_in_line <= left_over)::bigint as wanted_intake
from shared
