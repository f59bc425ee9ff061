{%- set later = {
    'teachers': 'bigint', 'teachers_trained': 'bigint', 'teachers_certified': 'bigint',
    'certification_pass_rate': 'double', 'short_course_participants': 'bigint', 'placements': 'bigint',
    'safe_placement_rate': 'double', 'sar_score': 'double',
} %}
select
    {{ surrogate_key(['compared.academic_year_be', 'compared.centre_id', 'compared.college_code', 'compared.level']) }}
        as network_comparison_id,
    compared.*,
    market.supply_now,
    market.supply_next_1,
    market.demand_jobs,
    market.demand_places,
    market.agreements,
    {%- for name, kind in later.items() %}
    null::{{ kind }} as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('int_network_colleges__compared') }} as compared
left join {{ ref('int_network_colleges__market') }} as market
    on compared.academic_year_be = market.academic_year_be
    and compared.centre_id = market.centre_id
    and compared.college_code = market.college_code
    and compared.level = market.level
order by compared.academic_year_be, compared.centre_id, compared.college_code, compared.level
