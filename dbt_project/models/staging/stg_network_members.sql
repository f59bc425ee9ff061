select
    fiscal_year_be,
    centre_id,
    college_code,
    tier,
    joined_on,
    check_college_name_th,
    check_province_code,
    college_match,
    source_sha256,
    sheet,
    row_number,
    load_id
from {{ source('raw', 'network_members') }}
where replaced_by_load_id is null
