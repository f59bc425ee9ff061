select
    academic_year_be,
    round,
    college_code,
    confirmed_on,
    printed_on,
    reported_graduates,
    reported_followed,
    check_college_name_th,
    check_province_code,
    college_match,
    arrived_on,
    {{ place_of_row() }}
from {{ source('raw', 'round_submissions') }}
where replaced_by_load_id is null
