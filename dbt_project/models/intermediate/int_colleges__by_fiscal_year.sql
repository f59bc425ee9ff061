-- What a college was at the end of the academic year whose graduates enter in a fiscal year.
select
    years.fiscal_year_be,
    colleges.college_code,
    colleges.region_th,
    colleges.province_code,
    colleges.institute_name,
    colleges.ownership
from {{ ref('int_fiscal_years__held') }} as years
inner join {{ ref('dim_college') }} as colleges
    on (colleges.valid_from is null or colleges.valid_from <= years.supply_year_ends_on)
    and (colleges.valid_to is null or colleges.valid_to > years.supply_year_ends_on)
