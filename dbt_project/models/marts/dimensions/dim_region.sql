select
    regions.region_th,
    regions.name_en as region_name_en,
    regions.sort_order,
    count(provinces.province_code) as provinces
from {{ ref('regions') }} as regions
left join {{ ref('provinces') }} as provinces on regions.region_th = provinces.region_ovec
group by all
order by regions.sort_order
