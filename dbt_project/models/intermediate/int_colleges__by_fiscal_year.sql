-- What a college was at the end of the academic year whose graduates enter in a fiscal year, and whether it has told of any
-- demand, placement or development of a teacher in that year: a college that has told of none has not told that there is none.
with told as (
    select distinct fiscal_year_be, college_code, 'demands' as source
    from {{ ref('int_demands__told') }}
    union all
    select distinct {{ fiscal_year_of('starts_on') }}, college_code, 'placements'
    from {{ ref('stg_placements') }}
    union all
    select distinct fiscal_year_be, college_code, 'teacher_development'
    from {{ ref('stg_teacher_development') }}
),

sources as (
    select
        fiscal_year_be,
        college_code,
        bool_or(source = 'demands') as has_demands,
        bool_or(source = 'placements') as has_placements,
        bool_or(source = 'teacher_development') as has_teacher_development
    from told
    group by all
)

select
    years.fiscal_year_be,
    colleges.college_code,
    colleges.region_th,
    colleges.province_code,
    colleges.institute_name,
    colleges.ownership,
    coalesce(sources.has_demands, false) as has_demands,
    coalesce(sources.has_placements, false) as has_placements,
    coalesce(sources.has_teacher_development, false) as has_teacher_development
from {{ ref('int_fiscal_years__held') }} as years
inner join {{ ref('dim_college') }} as colleges
    on (colleges.valid_from is null or colleges.valid_from <= years.supply_year_ends_on)
    and (colleges.valid_to is null or colleges.valid_to > years.supply_year_ends_on)
left join sources
    on years.fiscal_year_be = sources.fiscal_year_be
    and colleges.college_code = sources.college_code
