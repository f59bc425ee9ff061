-- The orders of working groups that there are to be: the manpower centre's of each college in every year in which the
-- calendar asks for it or anybody has sent one; that of the follow-up is an order of its own only where it is sent.
with held as (
    select academic_year_be, college_code, order_kind from {{ ref('stg_working_group_orders') }}
    union
    select academic_year_be, college_code, order_kind from {{ ref('stg_working_groups') }}
),

years as (
    select academic_year_be from held
    union
    select events.year_be
    from {{ ref('stg_calendar') }} as events
    inner join {{ ref('int_duties__terms') }} as terms on events.event_id = terms.duty_id and terms.duty_kind = 'event'
    where events.year_kind = 'academic' and starts_with(terms.rows_of, 'working_group_orders.')
)

select
    years.academic_year_be::integer as academic_year_be,
    colleges.college_code,
    'vcop' as order_kind
from years
cross join {{ ref('stg_runs') }} as run
inner join {{ ref('dim_college') }} as colleges
    on coalesce(colleges.valid_from, '-infinity'::date) <= {{ academic_year_end('years.academic_year_be') }}
    and coalesce(colleges.valid_to, 'infinity'::date) > {{ academic_year_end('years.academic_year_be') }}
where colleges.source = 'register' and coalesce(colleges.status, 'open') = 'open'
union
select * from held
