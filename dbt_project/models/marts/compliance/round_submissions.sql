with expected as (
    -- Every open college owes every round that has opened.
    select
        windows.academic_year_be,
        windows.round,
        colleges.college_code
    from {{ ref('int_rounds__windows') }} as windows
    cross join {{ ref('dim_college') }} as colleges
    cross join {{ ref('stg_runs') }} as run
    where coalesce(windows.opens_on <= run.as_of, true)
        and colleges.is_current
        and colleges.source = 'register'
        and coalesce(colleges.status, 'open') = 'open'
),

rounds as (
    select
        academic_year_be,
        round,
        college_code,
        received.college_code is not null as is_received,
        received.* exclude (academic_year_be, round, college_code)
    from expected
    full join {{ ref('int_rounds__received') }} as received using (academic_year_be, round, college_code)
)

select
    {{ surrogate_key(['rounds.academic_year_be', 'rounds.round', 'rounds.college_code']) }} as round_submission_id,
    rounds.academic_year_be,
    rounds.round,
    colleges.region_th,
    colleges.province_code,
    colleges.ownership,
    rounds.college_code,
    'records' as basis,
    windows.opens_on as window_opens_on,
    windows.closes_on as window_closes_on,
    case
        when rounds.confirmed_on > windows.confirm_closes_on then 'late'
        when rounds.confirmed_on is not null then 'done'
        when coalesce(run.as_of <= windows.confirm_closes_on, true) then 'open'
        when rounds.is_received then 'overdue'
        else 'not_sent'
    end as status,
    rosters.graduates,
    rosters.identified_by_student_id_only,
    rosters.graduation_dates_assumed,
    rosters.graduation_dates_assumed / rosters.graduates as graduation_dates_assumed_rate,
    {%- for count in ['records', 'records_waiting', 'surveyed'] %}
    coalesce(rounds.{{ count }}, 0) as {{ count }},
    {%- endfor %}
    coalesce(rounds.surveyed, 0) / rosters.graduates as surveyed_rate,
    {%- for count in ['followed', 'unreachable', 'records_late', 'record_dates_assumed'] %}
    coalesce(rounds.{{ count }}, 0) as {{ count }},
    {%- endfor %}
    rounds.record_dates_assumed / rounds.records as record_dates_assumed_rate,
    rounds.first_recorded_on,
    rounds.last_recorded_on,
    rounds.confirmed_on,
    rounds.printed_on,
    rounds.reported_graduates,
    rounds.reported_followed
from rounds
cross join {{ ref('stg_runs') }} as run
left join {{ ref('int_rounds__windows') }} as windows
    on rounds.academic_year_be = windows.academic_year_be
    and rounds.round = windows.round
left join {{ ref('int_graduates__by_college') }} as rosters
    on rounds.academic_year_be = rosters.academic_year_be
    and rounds.college_code = rosters.college_code
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on rounds.college_code = colleges.college_code
    and rounds.academic_year_be = colleges.academic_year_be
order by rounds.academic_year_be, rounds.round, rounds.college_code
