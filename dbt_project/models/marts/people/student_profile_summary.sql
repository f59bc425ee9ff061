{%- set statuses = [
    'studying', 'on_leave', 'transferred', 'withdrawn', 'dropped_out', 'dismissed', 'deceased', 'graduated'
] %}
{%- set window = var('profile_window') %}
with calendar_windows as (
    select
        year_be as academic_year_be,
        min(opens_on) as opens_on,
        max(closes_on) as closes_on
    from {{ ref('stg_calendar') }}
    where year_kind = 'academic' and starts_with(done_when, 'students.profile_updated_on')
    group by all
),

years as (
    -- A year that the calendar does not hold yet has the window of the guideline.
    select
        years.academic_year_be,
        coalesce(
            calendar_windows.opens_on,
            {{ day_of_be('years.academic_year_be', *window.opens) }}
        ) as window_opens_on,
        coalesce(
            calendar_windows.closes_on,
            {{ day_of_be('years.academic_year_be', *window.closes) }}
        ) as window_closes_on
    from {{ ref('dim_academic_year') }} as years
    left join calendar_windows on years.academic_year_be = calendar_windows.academic_year_be
),

counted as (
    select
        students.academic_year_be,
        students.college_code,
        students.level,
        years.window_opens_on,
        years.window_closes_on,
        count(*) as learners,
        {%- for status in statuses %}
        count(*) filter (where students.status = '{{ status }}') as learners_{{ status }},
        {%- endfor %}
        -- Who has left or graduated has no profile to keep: what follows is of those who study.
        count(*) filter (
            where students.status = 'studying'
            and students.profile_updated_on between years.window_opens_on and years.window_closes_on
        ) as updated_in_window,
        count(*) filter (
            where students.status = 'studying'
            and students.profile_updated_on not between years.window_opens_on and years.window_closes_on
        ) as updated_outside_window,
        count(*) filter (where students.status = 'studying' and students.profile_updated_on is null) as never_updated,
        {%- for contact in ['phone', 'contact'] %}
        count(students.has_{{ contact }}) filter (where students.status = 'studying') as {{ contact }}_asked,
        count(*) filter (where students.status = 'studying' and students.has_{{ contact }}) as with_{{ contact }},
        {%- endfor %}
        count(*) filter (where students.status = 'studying' and students.is_beyond_course) as beyond_course,
        count(*) filter (where students.identified_by = 'student_id') as identified_by_student_id_only
    from {{ ref('stg_students') }} as students
    inner join years on students.academic_year_be = years.academic_year_be
    group by all
)

select
    {{ surrogate_key(['counted.academic_year_be', 'counted.college_code', 'counted.level']) }}
        as student_profile_summary_id,
    counted.academic_year_be,
    colleges.region_th,
    colleges.province_code,
    colleges.ownership,
    counted.college_code,
    counted.level,
    'records' as basis,
    counted.learners,
    {%- for status in statuses %}
    counted.learners_{{ status }},
    {%- endfor %}
    counted.window_opens_on,
    counted.window_closes_on,
    counted.updated_in_window,
    counted.updated_outside_window,
    counted.never_updated,
    counted.updated_in_window / nullif(counted.learners_studying, 0) as profile_update_rate,
    counted.phone_asked,
    counted.with_phone,
    counted.with_phone / nullif(counted.phone_asked, 0) as phone_rate,
    counted.contact_asked,
    counted.with_contact,
    counted.with_contact / nullif(counted.contact_asked, 0) as contact_rate,
    counted.beyond_course,
    counted.identified_by_student_id_only
from counted
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on counted.college_code = colleges.college_code
    and counted.academic_year_be = colleges.academic_year_be
order by counted.academic_year_be, counted.college_code, counted.level
