-- Every pair of a college with people and a need of the same problem that lies within reach or has an agreement in force,
-- with its score. Abroad only an agreement makes a pair, and distance is not scored. A country has millions of pairs, so
-- both ends stand here by their number alone, beside the points that belong to neither of them.
with reach as (
    select replace(weight_id, 'max_km_', '') as demand_kind, value as max_km
    from {{ ref('match_weights') }}
    where starts_with(weight_id, 'max_km_')
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

colleges as (
    select
        people.*,
        reach.max_km,
        merits.c_tier,
        merits.c_field_match,
        -- a college that has told of no placement has not told that there is none
        told.college_code is not null as has_told_placements
    from {{ ref('int_match__people') }} as people
    inner join reach on people.demand_kind = reach.demand_kind
    left join {{ ref('int_match__merits') }} as merits
        on people.fiscal_year_be = merits.fiscal_year_be
        and people.level is not distinct from merits.level
        and people.meeting_field_th = merits.meeting_field_th
        and people.college_code = merits.college_code
    left join (select * from history where is_of_college) as told
        on people.fiscal_year_be = told.fiscal_year_be
        and people.college_code = told.college_code
),

completions as (
    select colleges.college_node, seats.need_node, history.completed
    from history
    inner join {{ ref('int_match__seats') }} as seats
        on history.fiscal_year_be = seats.fiscal_year_be
        and history.establishment_id = seats.establishment_id
    inner join colleges
        on {{ is_same_problem('seats', 'colleges') }}
        and history.college_code = colleges.college_code
    where history.completed > 0
),

near as (
    select colleges.*, distances.province_code, distances.km
    from colleges
    inner join {{ ref('int_match__distances') }} as distances
        on colleges.fiscal_year_be = distances.fiscal_year_be
        and colleges.college_code = distances.college_code
        and colleges.max_km >= distances.km
),

{%- set of_pair %}
        seats.need_node, seats.c_wage, seats.c_incidents
{%- endset %}

pairs as (
    select near.college_node, near.max_km, near.km, near.c_tier, near.c_field_match, near.has_told_placements, {{ of_pair }}
    from near
    inner join {{ ref('int_match__seats') }} as seats
        on {{ is_same_problem('near', 'seats') }}
        and near.province_code = seats.province_code
    where seats.establishment_id is not null
    union all by name
    select
        colleges.college_node, colleges.max_km, distances.km, colleges.c_tier, colleges.c_field_match,
        colleges.has_told_placements, {{ of_pair }}
    from {{ ref('int_match__agreements') }} as agreements
    inner join {{ ref('int_match__seats') }} as seats on agreements.need_node = seats.need_node
    inner join colleges on agreements.college_node = colleges.college_node
    left join {{ ref('int_match__distances') }} as distances
        on colleges.fiscal_year_be = distances.fiscal_year_be
        and colleges.college_code = distances.college_code
        and seats.province_code = distances.province_code
    where coalesce(distances.km > colleges.max_km, true)
),

scored as (
    select
        pairs.*,
        agreements.pair_cap,
        -- nothing beyond the farthest
        case
            when pairs.km is not null
                then greatest(pairs.max_km * 10 - (pairs.km * 10)::bigint, 0) * 1000 // pairs.max_km
        end as c_distance,
        if(agreements.need_node is null, 0, 10000) as c_agreement,
        case
            when pairs.has_told_placements
                then least(coalesce(completions.completed, 0) * 10000 // weights.history_full, 10000)
        end as c_history
    from pairs
    cross join {{ match_weights() }} as weights
    left join {{ ref('int_match__agreements') }} as agreements
        on pairs.college_node = agreements.college_node
        and pairs.need_node = agreements.need_node
    left join completions
        on pairs.college_node = completions.college_node
        and pairs.need_node = completions.need_node
)

select
    scored.college_node,
    scored.need_node,
    scored.pair_cap,
    scored.c_distance::integer as c_distance,
    scored.c_agreement::integer as c_agreement,
    scored.c_history::integer as c_history,
    ({{ match_score('weights') }})::integer as score
from scored
cross join {{ match_weights() }} as weights
