select
    {{ surrogate_key(['college_code', 'demand_id']) }} as candidate_id,
    fiscal_year_be,
    demand_kind,
    level,
    meeting_field_th,
    college_code,
    is_assumed,
    demand_id,
    establishment_id,
    establishment_id_kind,
    establishment_kind,
    place,
    province_code as work_province_code,
    km,
    km_basis,
    pair_cap as agreement_split,
    {%- for component in match_components() %}
    c_{{ component }}::bigint as c_{{ component }},
    {%- endfor %}
    score::bigint as score
from {{ ref('int_match__listed') }}
order by college_node, need_node
