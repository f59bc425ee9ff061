-- The needs that agreements in force cover, and how many seats of them each need has: the seats of an agreement are split
-- over the needs that it covers by headcount, the largest remainders first.
with agreements as (
    select distinct
        fiscal_year_be,
        college_code,
        agreement_id,
        establishment_id,
        level,
        -- an agreement that names no field covers all of them
        case when field_th is not null then meeting_field_th end as meeting_field_th,
        max(seats) over (partition by fiscal_year_be, college_code, agreement_id) as seats
    from {{ ref('int_agreements__in_force') }}
),

covered as (
    select distinct
        agreements.fiscal_year_be,
        agreements.college_code,
        agreements.agreement_id,
        agreements.seats,
        people.college_node,
        seats.need_node,
        seats.demand_id,
        seats.headcount
    from agreements
    inner join {{ ref('int_match__seats') }} as seats
        on agreements.fiscal_year_be = seats.fiscal_year_be
        and agreements.establishment_id = seats.establishment_id
    inner join {{ ref('int_match__people') }} as people
        on {{ is_same_problem('seats', 'people') }}
        and agreements.college_code = people.college_code
    where coalesce(agreements.meeting_field_th = seats.meeting_field_th, true)
        and coalesce(agreements.level = seats.level, true)
),

shared as (
    select
        *,
        seats * headcount // sum(headcount) over agreement as whole_seats,
        seats * headcount % sum(headcount) over agreement as remainder
    from covered
    window agreement as (partition by fiscal_year_be, college_code, agreement_id)
),

split as (
    select
        *,
        whole_seats + (
            row_number() over (agreement order by remainder desc, demand_id)
            <= seats - sum(whole_seats) over agreement
        )::bigint as seats_here
    from shared
    window agreement as (partition by fiscal_year_be, college_code, agreement_id)
)

select
    fiscal_year_be,
    college_code,
    demand_id,
    college_node,
    need_node,
    count(*) as agreements_in_force,
    -- NULL where no agreement tells its seats: nothing caps the pair
    sum(seats_here)::bigint as pair_cap
from split
group by all
