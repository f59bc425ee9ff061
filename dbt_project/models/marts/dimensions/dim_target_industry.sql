select
    target_industry_id,
    name_th as target_industry_name_th,
    name_en as target_industry_name_en
from {{ ref('target_industries') }}
order by target_industry_id::integer
