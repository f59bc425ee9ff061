select
    {{ surrogate_key(match_problem_keys()) }} as match_problem_id,
    fiscal_year_be,
    demand_kind,
    level,
    meeting_field_th,
    'mixed' as basis,
    people,
    seats,
    candidates,
    placed,
    objective,
    dual_objective,
    is_proven,
    greedy_objective,
    objective - greedy_objective as gain
from {{ ref('int_match__solved') }}
where part = 'problem'
order by {{ match_problem_order() }}
