-- Needs of which somebody is needed, with what of a candidate's score depends on the need alone. A need that names no
-- establishment stands here too: nobody can be placed there, and that is told.
with needs as (
    select
        fiscal_year_be,
        demand_kind,
        {{ match_level('demand_kind', 'level') }} as level,
        meeting_field_th,
        demand_id,
        establishment_id,
        establishment_id_kind,
        establishment_kind,
        place,
        province_code,
        headcount,
        monthly_wage,
        wage_headcount
    from {{ ref('int_demands__counted') }}
    where headcount > 0
),

weighed as (
    select
        *,
        {{ cumulative_weights('monthly_wage', 'wage_headcount', match_problem_keys() + ['place']) }}
    from needs
),

wages as (
    select
        {{ match_problem_keys() | join(', ') }},
        place,
        {{ weighted_median('monthly_wage') }} as median_wage
    from weighed
    group by all
),

incidents as (
    select
        fiscal_year_be,
        establishment_id,
        (10000 * sum(incidents) // count(incidents))::bigint as incidents_of_10000
    from {{ placements_as_history() }}
    where incidents is not null
    group by all
)

select
    row_number() over (order by {{ match_problem_order('needs') }}, needs.demand_id)::integer as need_node,
    needs.* exclude (monthly_wage, wage_headcount),
    -- half of the median wage is half of the points
    {{ match_points('floor(10000 * needs.monthly_wage / wages.median_wage)') }} as c_wage,
    -- one incident a placement is all of them
    {{ match_points('incidents.incidents_of_10000') }} as c_incidents
from needs
inner join wages
    on {{ is_same_problem('needs', 'wages') }}
    and needs.place = wages.place
left join incidents
    on needs.fiscal_year_be = incidents.fiscal_year_be
    and needs.establishment_id = incidents.establishment_id
