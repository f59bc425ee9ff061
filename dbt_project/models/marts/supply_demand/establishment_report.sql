{%- set window = var('establishment_window') %}
{%- set kinds = {'job': 'jobs', 'internship': 'internships'} %}
with calendar_windows as (
    select
        year_be as academic_year_be,
        max(opens_on) filter (where starts_with(done_when, 'establishments.registered_on')) as opens_on,
        max(closes_on) filter (where starts_with(done_when, 'establishments.registered_on')) as closes_on,
        max(closes_on) filter (where event_id like 'vcop-%-establishment-report') as report_due_on
    from {{ ref('stg_calendar') }}
    where year_kind = 'academic'
    group by all
),

years as (
    -- A year that the calendar does not hold yet has the window of the guideline.
    select
        years.academic_year_be,
        years.starts_on,
        years.ends_on,
        coalesce(windows.opens_on, {{ day_of_be('years.academic_year_be', window.opens[0], window.opens[1]) }})
            as window_opens_on,
        coalesce(windows.closes_on, {{ day_of_be('years.academic_year_be', window.closes[0], window.closes[1]) }})
            as window_closes_on,
        coalesce(windows.report_due_on, {{ day_of_be('(years.academic_year_be + 1)', window.report[0], window.report[1]) }})
            as report_due_on,
        windows.opens_on <= run.as_of as is_due
    from {{ ref('dim_academic_year') }} as years
    cross join {{ ref('stg_runs') }} as run
    left join calendar_windows as windows on years.academic_year_be = windows.academic_year_be
),

reported as (
    -- The newest of what each college has said of each establishment.
    select *
    from {{ ref('stg_establishments__history') }}
    where reported_by is not null
    qualify row_number() over (
        partition by reported_by, establishment_id order by arrived_on desc, load_id desc, row_number desc
    ) = 1
),

establishments as (
    select
        years.academic_year_be,
        reported.reported_by as college_code,
        count(*) as establishments,
        count(*) filter (where reported.registered_on between years.window_opens_on and years.window_closes_on)
            as establishments_registered_in_window,
        count(*) filter (where reported.updated_on between years.starts_on and years.ends_on)
            as establishments_updated_in_year,
        count(*) filter (where {{ establishment_id_kind('reported.establishment_id') }} = 'provisional')
            as establishments_without_id,
        count(*) filter (where reported.has_contact or reported.has_phone) as establishments_with_contact,
        min(reported.registered_on) filter (where reported.registered_on >= years.starts_on) as first_registered_on,
        bool_or(
            reported.registered_on >= years.starts_on or reported.updated_on between years.starts_on and years.ends_on
        ) as is_active
    from reported
    inner join years on coalesce(reported.registered_on, reported.arrived_on) <= years.ends_on
    group by all
),

postings as (
    select
        years.academic_year_be,
        postings.college_code,
        {%- for kind, name in kinds.items() %}
        count(*) filter (where posting_kind = '{{ kind }}') as {{ name }}_announced,
        coalesce(sum(openings) filter (where posting_kind = '{{ kind }}'), 0)::bigint as {{ name }}_openings,
        sum(filled) filter (where posting_kind = '{{ kind }}')::bigint as {{ name }}_filled{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('stg_job_postings') }} as postings
    inner join years on postings.posted_on between years.window_opens_on and years.window_closes_on
    group by all
),

expected as (
    -- Every open college owes every window of the calendar that has opened.
    select
        years.academic_year_be,
        colleges.college_code
    from years
    cross join {{ ref('dim_college') }} as colleges
    where years.is_due
        and colleges.is_current
        and colleges.source = 'register'
        and coalesce(colleges.status, 'open') = 'open'
),

sent as (
    select academic_year_be, college_code
    from establishments
    where is_active
    union
    select academic_year_be, college_code
    from postings
),

done as (
    select split_part(event_id, '-', 2)::integer as academic_year_be, min(done_on) as report_done_on
    from {{ ref('stg_event_reports') }}
    where event_id like 'vcop-%-establishment-report'
    group by all
)

select
    {{ surrogate_key(['academic_year_be', 'college_code']) }} as establishment_report_id,
    academic_year_be,
    colleges.region_th,
    colleges.province_code,
    colleges.ownership,
    college_code,
    'counts' as basis,
    years.window_opens_on,
    years.window_closes_on,
    case
        when establishments.first_registered_on > years.window_closes_on then 'late'
        when establishments.first_registered_on is not null then 'done'
        when expected.college_code is null then 'not_applicable'
        when run.as_of <= years.window_closes_on then 'open'
        else 'overdue'
    end as status,
    establishments.first_registered_on,
    {%- for count in ['establishments', 'establishments_registered_in_window', 'establishments_updated_in_year',
                      'establishments_without_id', 'establishments_with_contact'] %}
    coalesce(establishments.{{ count }}, 0) as {{ count }},
    {%- endfor %}
    {%- for name in kinds.values() %}
    coalesce(postings.{{ name }}_announced, 0) as {{ name }}_announced,
    coalesce(postings.{{ name }}_openings, 0) as {{ name }}_openings,
    case when coalesce(postings.{{ name }}_announced, 0) = 0 then 0 else postings.{{ name }}_filled end as {{ name }}_filled,
    {%- endfor %}
    years.report_due_on,
    done.report_done_on,
    case
        when done.report_done_on > years.report_due_on then 'late'
        when done.report_done_on is not null then 'done'
        when run.as_of <= years.report_due_on then 'open'
        else 'overdue'
    end as report_status
from expected
full join sent using (academic_year_be, college_code)
inner join years using (academic_year_be)
cross join {{ ref('stg_runs') }} as run
left join establishments using (academic_year_be, college_code)
left join postings using (academic_year_be, college_code)
left join done using (academic_year_be)
left join {{ ref('int_colleges__by_academic_year') }} as colleges using (academic_year_be, college_code)
order by academic_year_be, college_code
