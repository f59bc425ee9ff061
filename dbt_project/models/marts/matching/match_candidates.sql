select
    candidate_id,
    fiscal_year_be,
    demand_kind,
    level,
    meeting_field_th,
    college_code,
    'mixed' as basis,
    people,
    is_assumed,
    demand_id,
    establishment_id,
    establishment_id_kind,
    establishment_kind,
    place,
    province_code as work_province_code,
    headcount,
    km,
    km_basis,
    pair_cap as agreement_split,
    {%- for component in match_components() %}
    c_{{ component }},
    {%- endfor %}
    score
from {{ ref('int_match__candidates') }}
order by fiscal_year_be, demand_kind, level nulls first, meeting_field_th, college_code, demand_id
