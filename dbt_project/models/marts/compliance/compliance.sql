with judged as (
    select
        owed.*,
        done.done_on,
        done.people_asked,
        done.people_done,
        -- Nobody is asked about people of whom there are none: a college without graduates has none to follow up.
        owed.is_applicable and not done.is_about_nobody as is_asked
    from {{ ref('int_duties__owed') }} as owed
    inner join {{ ref('int_duties__done') }} as done
        on owed.duty_kind = done.duty_kind
        and owed.duty_id = done.duty_id
        and owed.year_be = done.year_be
        and owed.reporter = done.reporter
    where owed.duty_kind = 'event'
)

select
    {{ surrogate_key(['events.event_id', 'judged.reporter']) }} as compliance_id,
    events.event_id,
    events.system,
    events.year_kind,
    events.year_be,
    events.round,
    events.applies_to,
    judged.reporter_kind,
    judged.reporter,
    judged.region_th,
    judged.province_code,
    judged.institute_name,
    judged.ownership,
    judged.college_code,
    judged.centre_id,
    'records' as basis,
    events.opens_on,
    events.closes_on,
    judged.done_on,
    {{ days_late('judged.done_on', 'events.closes_on', 'run.as_of') }} as days_late,
    {{ duty_status('judged.done_on', 'events.closes_on', 'judged.is_asked', 'run.as_of') }} as status,
    judged.people_asked,
    judged.people_done,
    judged.people_asked - judged.people_done as people_missing
from {{ ref('stg_calendar') }} as events
inner join judged on events.event_id = judged.duty_id
cross join {{ ref('stg_runs') }} as run
order by events.event_id, judged.reporter
