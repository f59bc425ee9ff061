select
    {{ surrogate_key(['compared.academic_year_be', 'compared.centre_id', 'compared.college_code', 'compared.level']) }}
        as network_comparison_id,
    compared.*,
    market.supply_now,
    market.supply_next_1,
    market.demand_jobs,
    market.demand_places,
    market.agreements,
    people.teachers,
    people.teachers_trained,
    people.teachers_certified,
    people.tests_judged,
    people.certification_pass_rate,
    people.short_course_participants,
    people.placements,
    people.safety_known,
    people.safe_placement_rate,
    sar.mean_score as sar_score
from {{ ref('int_network_colleges__compared') }} as compared
left join {{ ref('int_network_colleges__market') }} as market
    on compared.academic_year_be = market.academic_year_be
    and compared.centre_id = market.centre_id
    and compared.college_code = market.college_code
    and compared.level = market.level
left join {{ ref('int_network_colleges__people') }} as people
    on compared.academic_year_be = people.academic_year_be
    and compared.centre_id = people.centre_id
    and compared.college_code = people.college_code
    and compared.level = people.level
left join {{ ref('sar_summary') }} as sar
    on compared.academic_year_be = sar.academic_year_be
    and compared.centre_id = sar.centre_id
    and compared.college_code = sar.college_code
    and sar.breakdown = 'cvm_network_college'
    and sar.standard_set = 'iqa'
order by compared.academic_year_be, compared.centre_id, compared.college_code, compared.level
