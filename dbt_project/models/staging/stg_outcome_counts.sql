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
    check_ownership,
    source_sha256,
    sheet,
    row_number,
    load_id
from {{ source('raw', 'outcome_counts') }}
where replaced_by_load_id is null
