select
    academic_year_be,
    college_code,
    student_key,
    person_key,
    identified_by,
    name_key,
    level,
    field_th,
    branch_th,
    has_phone,
    has_contact,
    intention,
    expected_institution,
    expected_employer,
    surveyed_on,
    check_college_name_th,
    check_province_code,
    college_match,
    arrived_on,
    {{ place_of_row() }}
from {{ source('raw', 'intentions') }}
where replaced_by_load_id is null
