-- Which colleges have told of any agreement, demand, placement or development of a teacher in a fiscal year. Who has told of none has not
-- told that there is none. A college that no register knows may tell, too.
with told as (
    -- an agreement that has expired tells that the college sends its agreements
    select years.fiscal_year_be, agreements.college_code, 'agreements' as source
    from {{ ref('stg_agreements') }} as agreements
    inner join {{ ref('int_fiscal_years__held') }} as years on agreements.signed_on <= years.ends_on
    union
    select fiscal_year_be, college_code, 'demands'
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
    bool_or(source = 'agreements') as has_agreements,
    bool_or(source = 'demands') as has_demands,
    bool_or(source = 'placements') as has_placements,
    bool_or(source = 'teacher_development') as has_teacher_development
from told
group by all
