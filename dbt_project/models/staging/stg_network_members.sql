select
    fiscal_year_be,
    centre_id,
    college_code,
    tier,
    joined_on,
    check_college_name_th,
    check_province_code,
    college_match,
    {{ place_of_row() }}
from {{ source('raw', 'network_members') }}
where replaced_by_load_id is null
