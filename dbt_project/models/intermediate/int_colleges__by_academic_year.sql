-- What a college was at the end of an academic year; the earliest known version reaches back.
select
    years.academic_year_be,
    colleges.college_code,
    colleges.college_name_th,
    colleges.ownership,
    colleges.province_code,
    colleges.region_th,
    colleges.institute_name
from {{ ref('dim_academic_year') }} as years
inner join {{ ref('dim_college') }} as colleges
    on (colleges.valid_from is null or colleges.valid_from <= years.ends_on)
    and (colleges.valid_to is null or colleges.valid_to > years.ends_on)
