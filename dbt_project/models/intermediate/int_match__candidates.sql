-- Every pair of a college with people and a need of the same problem that lies within reach or has an agreement in force,
-- with its score. Abroad only an agreement makes a pair, and distance is not scored.
with reach as (
    select replace(weight_id, 'max_km_', '') as demand_kind, value as max_km
    from {{ ref('match_weights') }}
    where starts_with(weight_id, 'max_km_')
),

reaching as (
    select people.*, reach.max_km
    from {{ ref('int_match__people') }} as people
    inner join reach on people.demand_kind = reach.demand_kind
),

near as (
    select reaching.*, distances.province_code, distances.km, distances.km_basis
    from reaching
    inner join {{ ref('int_match__distances') }} as distances
        on reaching.fiscal_year_be = distances.fiscal_year_be
        and reaching.college_code = distances.college_code
        and reaching.max_km >= distances.km
),

pairs as (
    select near.* exclude (province_code), seats.* exclude ({{ match_problem_keys() | join(', ') }})
    from near
    inner join {{ ref('int_match__seats') }} as seats
        on {{ is_same_problem('near', 'seats') }}
        and near.province_code = seats.province_code
    where seats.establishment_id is not null
    union all by name
    select reaching.*, distances.km, distances.km_basis, seats.* exclude ({{ match_problem_keys() | join(', ') }})
    from {{ ref('int_match__agreements') }} as agreements
    inner join {{ ref('int_match__seats') }} as seats on agreements.demand_id = seats.demand_id
    inner join reaching
        on {{ is_same_problem('seats', 'reaching') }}
        and agreements.college_code = reaching.college_code
    left join {{ ref('int_match__distances') }} as distances
        on reaching.fiscal_year_be = distances.fiscal_year_be
        and reaching.college_code = distances.college_code
        and seats.province_code = distances.province_code
    where coalesce(distances.km > reaching.max_km, true)
),

history as (
    select
        fiscal_year_be,
        college_code,
        establishment_id,
        grouping(establishment_id) = 1 as is_of_college,
        count(*) filter (where completed = 'yes') as completed
    from {{ placements_as_history() }}
    group by grouping sets ((fiscal_year_be, college_code, establishment_id), (fiscal_year_be, college_code))
),

scored as (
    select
        pairs.* exclude (max_km, c_wage, c_incidents),
        agreements.pair_cap,
        -- nothing beyond the farthest
        case
            when pairs.km is not null
                then greatest(pairs.max_km * 10 - (pairs.km * 10)::bigint, 0) * 1000 // pairs.max_km
        end as c_distance,
        if(agreements.demand_id is null, 0, 10000)::bigint as c_agreement,
        merits.c_tier,
        -- a college that has told of no placement has not told that there is none
        case
            when colleges.college_code is not null
                then least(coalesce(history.completed, 0) * 10000 // weights.history_full, 10000)
        end as c_history,
        pairs.c_wage,
        merits.c_field_match,
        pairs.c_incidents
    from pairs
    cross join {{ match_weights() }} as weights
    left join {{ ref('int_match__agreements') }} as agreements
        on pairs.college_code = agreements.college_code
        and pairs.demand_id = agreements.demand_id
    left join {{ ref('int_match__merits') }} as merits
        on pairs.fiscal_year_be = merits.fiscal_year_be
        and pairs.level is not distinct from merits.level
        and pairs.meeting_field_th = merits.meeting_field_th
        and pairs.college_code = merits.college_code
    left join history
        on pairs.fiscal_year_be = history.fiscal_year_be
        and pairs.college_code = history.college_code
        and pairs.establishment_id = history.establishment_id
    left join (select * from history where is_of_college) as colleges
        on pairs.fiscal_year_be = colleges.fiscal_year_be
        and pairs.college_code = colleges.college_code
)

select
    {{ surrogate_key(['scored.college_code', 'scored.demand_id']) }} as candidate_id,
    scored.*,
    {{ match_score('weights') }} as score
from scored
cross join {{ match_weights() }} as weights
