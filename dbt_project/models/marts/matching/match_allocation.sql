-- Who is placed where by the best allocation, and, beside it, by one that fills the highest scores first.
select
    {{ surrogate_key(['candidates.college_code', 'candidates.demand_id']) }} as candidate_id,
    candidates.fiscal_year_be,
    candidates.demand_kind,
    candidates.level,
    candidates.meeting_field_th,
    candidates.college_code,
    'mixed' as basis,
    candidates.demand_id,
    candidates.establishment_id,
    candidates.establishment_id_kind,
    candidates.establishment_kind,
    candidates.place,
    candidates.province_code as work_province_code,
    candidates.km,
    candidates.c_agreement = 10000 as is_agreement_in_force,
    solved.score,
    solved.persons,
    solved.pinned_persons,
    solved.greedy_persons
from {{ ref('int_match__solved') }} as solved
inner join {{ ref('int_match__listed') }} as candidates
    on solved.college_node = candidates.college_node
    and solved.need_node = candidates.need_node
where solved.part = 'arc'
order by candidates.college_node, candidates.need_node
