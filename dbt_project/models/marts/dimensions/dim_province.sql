select
    province_code,
    name_th as province_name_th,
    name_en as province_name_en,
    region_ovec as region_th,
    region_6_nrct as region_6_th,
    lat as latitude,
    lon as longitude,
    point_kind
from {{ ref('provinces') }}
order by province_code
