select
    academic_year_be,
    college_code,
    level,
    year_of_study,
    subject_type_th,
    field_th,
    nullif(branch_th, '') as branch_th,
    students as learners,
    check_college_name_th,
    check_province_code,
    college_match,
    check_ownership,
    arrived_on,
    {{ place_of_row() }}
from {{ source('raw', 'enrolment_counts') }}
where replaced_by_load_id is null
