{#
    The rules between sources over rows of people, as macros: a view judges all rows, a sliced run those in its slices. A
    column named after a rule is TRUE where the row fails it, FALSE where it passes, NULL where there is nothing to compare;
    rules never drop a row. What a row about people is judged by lies in its own college and year (or year).
#}

{# The sources whose rows about people are sliced; academic year and college of their rows are never NULL. #}
{% macro sources_about_people() -%}
    {{ return(['students', 'graduates', 'intentions', 'followups', 'round_submissions']) }}
{%- endmacro %}

{# Graduates against the learners of their year, the curriculum and a roster that supersedes them. #}
{% macro graduates_judged() -%}
with final_year as (
    -- A learner whose year of study is not told may be in the last one.
    select
        students.academic_year_be,
        students.college_code,
        students.student_key,
        students.person_key,
        students.identified_by
    from {{ sliced(ref('stg_students')) }} as students
    inner join {{ ref('levels') }} as levels on students.level = levels.level
    where students.is_beyond_course or coalesce(students.year_of_study >= levels.years_of_study, true)
),

by_student as (
    select distinct academic_year_be, college_code, student_key
    from final_year
),

by_person as (
    select distinct academic_year_be, college_code, person_key
    from final_year
    where {{ is_known_by_number('identified_by') }}
),

levels_with_learners as (
    select distinct academic_year_be, college_code, level
    from {{ sliced(ref('stg_students')) }}
),

curriculum as (
    select
        fields.curriculum_be,
        levels.level,
        fields.field_th,
        fields.field_code
    from {{ ref('fields_2567') }} as fields
    inner join {{ ref('levels') }} as levels on fields.level = levels.label_th
),

in_force as (
    select
        'graduates' as source,
        graduates.academic_year_be,
        graduates.college_code,
        {{ place_of_row('graduates') }},
        case
            when levels_with_learners.level is not null
                then by_student.student_key is null and by_person.person_key is null
        end as not_a_final_year_learner,
        graduates.check_field_code <> curriculum.field_code as field_code_differs
    from {{ sliced(ref('int_graduates__one_roster')) }} as graduates
    left join levels_with_learners
        on graduates.academic_year_be = levels_with_learners.academic_year_be
        and graduates.college_code = levels_with_learners.college_code
        and graduates.level = levels_with_learners.level
    left join by_student on {{ is_same_student('graduates', 'by_student') }}
    left join by_person on {{ is_same_person('graduates', 'by_person') }}
    left join curriculum
        on graduates.curriculum_be = curriculum.curriculum_be
        and graduates.level = curriculum.level
        and graduates.field_th = curriculum.field_th
),

-- Rows of the V-COP report, whether a roster of their college, year and level stands in their place.
reported as (
    select
        'graduates' as source,
        academic_year_be,
        college_code,
        {{ place_of_row() }},
        (academic_year_be, college_code, level) in (
            select (rosters.academic_year_be, rosters.college_code, rosters.level)
            from {{ sliced(ref('stg_graduates')) }} as rosters
            where rosters.report_round is null
        ) as superseded_by_roster
    from {{ sliced(ref('stg_graduates')) }}
    where report_round is not null
)

select * from in_force
union all by name
select * from reported
{%- endmacro %}

{# Rows about people against each other; one that waits passes as soon as the other file has arrived. #}
{% macro people_judged(graduates) -%}
with followups as (
    select
        'followups' as source,
        academic_year_be,
        college_code,
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
    from {{ sliced(ref('int_followups__in_window')) }}
),

intentions as (
    select
        'intentions' as source,
        academic_year_be,
        college_code,
        {{ place_of_row() }},
        case when match_state <> 'ambiguous' then match_state = 'waiting' end as waiting_for_students,
        case when identified_by = 'name' then match_state = 'ambiguous' end as name_ambiguous
    from {{ sliced(ref('int_intentions__with_learner')) }}
),

-- A learner who has left a college (transferred, withdrawn …) may stand at another one in the same year.
persons_at_two_colleges as (
    select academic_year_be, person_key
    from {{ sliced(ref('stg_students'), 'years') }}
    where {{ is_known_by_number('identified_by') }} and status in ('studying', 'on_leave', 'graduated')
    group by all
    having min(college_code) <> max(college_code)
),

students as (
    select
        'students' as source,
        students.academic_year_be,
        students.college_code,
        {{ place_of_row('students') }},
        students.status in ('studying', 'on_leave', 'graduated') and persons.person_key is not null as at_two_colleges
    from {{ sliced(ref('stg_students')) }} as students
    left join persons_at_two_colleges as persons
        on students.academic_year_be = persons.academic_year_be
        and students.person_key = persons.person_key
    where {{ is_known_by_number('students.identified_by') }}
),

round_submissions as (
    select
        'round_submissions' as source,
        submissions.academic_year_be,
        submissions.college_code,
        {{ place_of_row('submissions') }},
        windows.round is null as round_without_calendar,
        submissions.confirmed_on > windows.confirm_closes_on as confirmed_late,
        submissions.reported_graduates <> rosters.graduates as reported_graduates_differ,
        case when rounds.records > 0 then submissions.reported_followed <> rounds.followed end
            as reported_followed_differ
    from {{ sliced(ref('stg_round_submissions')) }} as submissions
    left join {{ ref('int_rounds__windows') }} as windows
        on submissions.academic_year_be = windows.academic_year_be
        and submissions.round = windows.round
    left join {{ sliced(ref('int_graduates__by_college')) }} as rosters
        on submissions.academic_year_be = rosters.academic_year_be
        and submissions.college_code = rosters.college_code
    left join {{ sliced(ref('int_rounds__received')) }} as rounds
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
select * from {{ graduates }}
union all by name
select * from round_submissions
{%- endmacro %}

{# Any row against the register and the lists. #}
{% macro rows_judged_by_register() -%}
with all_rows as (
    select * from {{ ref('int_rows__with_college') }}
    union all by name
    select * from {{ sliced(ref('int_people__with_college')) }}
    union all by name
    select * from {{ ref('int_reports__with_college') }}
),

-- A source that tells no levels may name a field of any.
listed as (
    select distinct level, field_th
    from {{ ref('int_fields__listed') }}
    union all
    select distinct 'any', field_th
    from {{ ref('int_fields__listed') }}
),

institutes as (
    select count(*) > 0 as are_held
    from {{ ref('dim_institute') }}
)

select
    all_rows.source,
    {%- for column in ['academic_year_be', 'college_code'] %}
    if(all_rows.source in ('{{ sources_about_people() | join("', '") }}'), all_rows.{{ column }}, null) as {{ column }},
    {%- endfor %}
    {{ place_of_row('all_rows') }},
    not all_rows.is_college_known as waiting_for_colleges,
    -- A college that was found by its name has no code that could contradict it.
    case
        when all_rows.college_match is null and all_rows.check_college_name_th = all_rows.college_name_th then false
        when all_rows.college_match is null
            then {{ comparable_name('all_rows.check_college_name_th') }}
                <> {{ comparable_name('all_rows.college_name_th') }}
    end as name_differs,
    all_rows.check_province_code <> all_rows.province_code as province_differs,
    all_rows.check_ownership <> all_rows.ownership as ownership_differs,
    case
        when (all_rows.level is not null or not all_rows.has_levels) and all_rows.field_th is not null
            then listed.field_th is null
    end as field_not_listed,
    case
        when all_rows.source in ('students', 'graduates', 'intentions')
            and all_rows.level = 'bachelor' and all_rows.is_college_known and institutes.are_held
            then all_rows.institute_name is null
    end as bachelor_without_institute
from all_rows
left join listed on coalesce(all_rows.level, 'any') = listed.level and all_rows.field_th = listed.field_th
cross join institutes
{%- endmacro %}
