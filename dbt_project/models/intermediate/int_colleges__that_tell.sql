-- Which colleges have told of any demand, placement or development of a teacher in a fiscal year. Who has told of none has not
-- told that there is none. A college that no register knows may tell, too.
with told as (
    select fiscal_year_be, college_code, 'demands' as source
    from {{ ref('int_demands__told') }}
    union
    select {{ fiscal_year_of('starts_on') }}, college_code, 'placements'
    from {{ ref('stg_placements') }}
    union
    select fiscal_year_be, college_code, 'teacher_development'
    from {{ ref('stg_teacher_development') }}
)

select
    fiscal_year_be::integer as fiscal_year_be,
    college_code,
    bool_or(source = 'demands') as has_demands,
    bool_or(source = 'placements') as has_placements,
    bool_or(source = 'teacher_development') as has_teacher_development
from told
group by all
