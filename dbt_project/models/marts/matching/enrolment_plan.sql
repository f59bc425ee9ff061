-- The intake of each college of a network that would close the network's gap, as far as an intake may move in a year and a
-- college has room. Every figure of which it is made stands in its row.
with bounded as (
    select
        *,
        ceil(intake * (1 - yearly_limit)::decimal(9, 6))::bigint as lowest_intake,
        floor(intake * (1 + yearly_limit)::decimal(9, 6))::bigint as highest_intake,
        floor(largest_intake * capacity_share::decimal(9, 6))::bigint as capacity
    from {{ ref('int_enrolment__wanted') }}
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
