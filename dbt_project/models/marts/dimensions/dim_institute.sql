select
    institute_name,
    count(*) as colleges,
    count(distinct province_code) as provinces
from {{ ref('dim_college') }}
where is_current and institute_name is not null
group by institute_name
order by institute_name
