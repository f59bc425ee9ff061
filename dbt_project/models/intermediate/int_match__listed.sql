-- The candidates that are listed, with both ends by name: the best of each college and of each need (of equal scores the
-- first by their keys), all with an agreement in force, and all on which somebody is placed.
with keyed as (
    select
        *,
        -- one number that sorts by score, then by key; both fit beside each other
        score::bigint * 4294967296 - need_node as worth_to_college,
        score::bigint * 4294967296 - college_node as worth_to_need
    from {{ ref('int_match__candidates') }}
),

of_colleges as (
    select college_node, list_min(max(worth_to_college, {{ var('listed_needs') }})) as least_worth
    from keyed
    group by all
),

of_needs as (
    select need_node, list_min(max(worth_to_need, {{ var('listed_colleges') }})) as least_worth
    from keyed
    group by all
),

listed as (
    select keyed.* exclude (worth_to_college, worth_to_need)
    from keyed
    inner join of_colleges on keyed.college_node = of_colleges.college_node
    inner join of_needs on keyed.need_node = of_needs.need_node
    left join (select * from {{ ref('int_match__solved') }} where part = 'arc') as placed
        on keyed.college_node = placed.college_node
        and keyed.need_node = placed.need_node
    where keyed.worth_to_college >= of_colleges.least_worth
        or keyed.worth_to_need >= of_needs.least_worth
        or keyed.c_agreement > 0
        or placed.need_node is not null
)

select
    listed.*,
    people.* exclude (college_node, people),
    seats.* exclude (need_node, headcount, {{ match_problem_keys() | join(', ') }}),
    distances.km,
    distances.km_basis,
    merits.c_tier,
    merits.c_field_match
from listed
inner join {{ ref('int_match__people') }} as people on listed.college_node = people.college_node
inner join {{ ref('int_match__seats') }} as seats on listed.need_node = seats.need_node
left join {{ ref('int_match__distances') }} as distances
    on people.fiscal_year_be = distances.fiscal_year_be
    and people.college_code = distances.college_code
    and seats.province_code = distances.province_code
left join {{ ref('int_match__merits') }} as merits
    on people.fiscal_year_be = merits.fiscal_year_be
    and people.level is not distinct from merits.level
    and people.meeting_field_th = merits.meeting_field_th
    and people.college_code = merits.college_code
