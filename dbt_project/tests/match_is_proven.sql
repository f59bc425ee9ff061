-- What: every problem of matching has its proof, and nobody is placed twice or lost between the pairs and the totals.
-- When it matters: after an edit of pipelines/matching or of the version of the solver.
-- How to resolve: tests/properties/test_matching_properties.py says which part of the solver is wrong.
with solved as (
    select *
    from {{ ref('int_match__solved') }}
),

told as (
    select
        {{ match_problem_keys() | join(', ') }},
        coalesce(bool_and(is_proven), false) as is_proven,
        sum(objective) as objective,
        sum(dual_objective) as dual_objective,
        coalesce(sum(score * persons), 0) as objective_of_pairs,
        coalesce(sum(persons), 0) as placed,
        coalesce(sum(placed) filter (where part = 'problem'), 0) as placed_in_problem,
        coalesce(sum(placed) filter (where part = 'college'), 0) as placed_of_colleges,
        coalesce(sum(placed) filter (where part = 'need'), 0) as placed_at_needs,
        count(*) filter (where unplaced < 0 or (unplaced > 0) <> (reason is not null))
            as unexplained
    from solved
    where part <> 'override'
    group by all
)

select *
from told
where not is_proven
    or objective <> dual_objective
    or objective <> objective_of_pairs
    or placed <> placed_in_problem
    or placed <> placed_of_colleges
    or placed <> placed_at_needs
    or unexplained > 0
