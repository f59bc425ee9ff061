-- Both sides of every problem after the allocation: colleges with people and needs with seats.
select
    {{ surrogate_key([
        'solved.fiscal_year_be', 'solved.demand_kind', 'solved.level', 'solved.meeting_field_th', 'people.college_code',
        'seats.demand_id'
    ]) }} as match_node_id,
    if(solved.part = 'college', 'people', 'seats') as side,
    solved.fiscal_year_be,
    solved.demand_kind,
    solved.level,
    solved.meeting_field_th,
    people.college_code,
    'mixed' as basis,
    seats.demand_id,
    seats.establishment_id,
    seats.establishment_id_kind,
    seats.establishment_kind,
    seats.place,
    seats.province_code as work_province_code,
    solved.capacity,
    solved.placed,
    solved.unplaced,
    solved.reason,
    solved.price,
    solved.college_node,
    solved.need_node
from {{ ref('int_match__solved') }} as solved
left join {{ ref('int_match__people') }} as people on solved.college_node = people.college_node
left join {{ ref('int_match__seats') }} as seats on solved.need_node = seats.need_node
where solved.part in ('college', 'need')
