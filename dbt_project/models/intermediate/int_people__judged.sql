{{ config(materialized="view") }}
-- The rules between the sources about people. A column named after a rule is TRUE where the row fails it, FALSE where it
-- passes, NULL where there is nothing to compare; a row that waits passes as soon as the other file has arrived.
with followups as (
    select
        'followups' as source,
        {{ place_of_row() }},
        graduate_key is null as waiting_for_graduates,
        reported_level <> roster_level as level_differs,
        case
            when reported_field_th = roster_field_th then false
            else {{ comparable_name('reported_field_th') }} <> {{ comparable_name('roster_field_th') }}
        end as field_differs,
        recorded_on < graduated_on as recorded_before_graduation,
        is_late as recorded_outside_round,
        not is_round_in_calendar as round_without_calendar,
        is_other_person as ids_of_two_persons,
        case when graduate_key is not null and recorded_on_basis <> 'reported' then not is_counted end
            as assumed_date_not_counted
    from {{ ref('int_followups__in_window') }}
),

intentions as (
    select
        'intentions' as source,
        {{ place_of_row() }},
        case when match_state <> 'ambiguous' then match_state = 'waiting' end as waiting_for_students,
        case when identified_by = 'name' then match_state = 'ambiguous' end as name_ambiguous
    from {{ ref('int_intentions__with_learner') }}
),

-- A learner who has left a college (transferred, withdrawn …) may stand at another one in the same year.
persons_at_two_colleges as (
    select academic_year_be, person_key
    from {{ ref('stg_students') }}
    where {{ is_known_by_number('identified_by') }} and status in ('studying', 'on_leave', 'graduated')
    group by all
    having min(college_code) <> max(college_code)
),

students as (
    select
        'students' as source,
        {{ place_of_row('students') }},
        students.status in ('studying', 'on_leave', 'graduated') and persons.person_key is not null as at_two_colleges
    from {{ ref('stg_students') }} as students
    left join persons_at_two_colleges as persons
        on students.academic_year_be = persons.academic_year_be
        and students.person_key = persons.person_key
    where {{ is_known_by_number('students.identified_by') }}
),

round_submissions as (
    select
        'round_submissions' as source,
        {{ place_of_row('submissions') }},
        windows.round is null as round_without_calendar,
        submissions.confirmed_on > windows.confirm_closes_on as confirmed_late,
        submissions.reported_graduates <> rosters.graduates as reported_graduates_differ,
        case when rounds.records > 0 then submissions.reported_followed <> rounds.followed end
            as reported_followed_differ
    from {{ ref('stg_round_submissions') }} as submissions
    left join {{ ref('int_rounds__windows') }} as windows
        on submissions.academic_year_be = windows.academic_year_be
        and submissions.round = windows.round
    left join {{ ref('int_graduates__by_college') }} as rosters
        on submissions.academic_year_be = rosters.academic_year_be
        and submissions.college_code = rosters.college_code
    left join {{ ref('int_rounds__received') }} as rounds
        on submissions.academic_year_be = rounds.academic_year_be
        and submissions.round = rounds.round
        and submissions.college_code = rounds.college_code
)

select * from followups
union all by name
select * from intentions
union all by name
select * from students
union all by name
select * from {{ ref('int_graduates__judged') }}
union all by name
select * from round_submissions
