with duties as (
    select
        owed.year_be,
        owed.reporter,
        owed.region_th,
        owed.province_code,
        owed.ownership,
        owed.college_code,
        owed.duty_id,
        done.done_on,
        {{ duty_status('done.done_on', 'null::date', 'not done.is_about_nobody', 'run.as_of') }} as status
    from {{ ref('int_duties__owed') }} as owed
    inner join {{ ref('int_duties__done') }} as done
        on owed.duty_kind = done.duty_kind
        and owed.duty_id = done.duty_id
        and owed.year_be = done.year_be
        and owed.reporter = done.reporter
    cross join {{ ref('stg_runs') }} as run
    where owed.duty_kind = 'group' and owed.is_applicable
),

-- A duty that the calendar has as events stands as the worst of them, and is done when all of them are.
of_events as (
    select
        named.duty_id,
        events.year_be + named.years_back as year_be,
        events.reporter,
        case
            when bool_or(events.status = 'overdue') then 'overdue'
            when bool_or(events.status = 'open') then 'open'
            when bool_or(events.status = 'late') then 'late'
            when bool_or(events.status = 'done') then 'done'
            else 'not_applicable'
        end as status,
        case when bool_and(events.done_on is not null or events.status = 'not_applicable') then max(events.done_on) end
            as done_on,
        -- of those that are not done the next, else the last
        coalesce(
            min(events.closes_on) filter (where events.status in ('open', 'overdue')),
            max(events.closes_on)
        ) as closes_on
    from {{ ref('working_group_duty_events') }} as named
    inner join {{ ref('compliance') }} as events
        on replace(named.event_id, '*', events.year_be::varchar) = events.event_id
        and events.year_kind = 'academic'
    group by all
)

select
    {{ surrogate_key(['duties.year_be', 'duties.college_code', 'duties.duty_id']) }} as working_group_duty_id,
    duties.year_be as academic_year_be,
    duties.region_th,
    duties.province_code,
    duties.ownership,
    duties.college_code,
    duties.duty_id,
    named.unit_th,
    named.duty_th,
    named.duty_en,
    of_events.closes_on,
    if(of_events.duty_id is null, duties.done_on, of_events.done_on) as done_on,
    coalesce(of_events.status, duties.status) as status
from duties
inner join {{ ref('working_group_duties') }} as named on duties.duty_id = named.duty_id
left join of_events
    on duties.duty_id = of_events.duty_id
    and duties.year_be = of_events.year_be
    and duties.reporter = of_events.reporter
order by duties.year_be, duties.college_code, duties.duty_id
