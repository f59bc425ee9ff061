select
    academic_year_be,
    college_code,
    level,
    subject_type_th,
    field_th,
    graduates,
    followed,
    further_study,
    seeking,
    work_state_enterprise,
    work_government,
    work_private,
    self_employed,
    other,
    check_college_name_th,
    check_province_code,
    college_match,
    check_ownership,
    arrived_on,
    {{ place_of_row() }}
from {{ source('raw', 'outcome_counts') }}
where replaced_by_load_id is null
