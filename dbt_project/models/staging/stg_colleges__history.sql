-- All rows, replaced ones too: dim_college dates a college's attributes by them.
select
    college_code,
    college_name_th,
    ownership,
    college_kind_th,
    province_code,
    district,
    provincial_office_code,
    institute_name,
    subsidy,
    latitude,
    longitude,
    status,
    arrived_on,
    {{ place_of_row() }},
    replaced_by_load_id
from {{ source('raw', 'colleges') }}
