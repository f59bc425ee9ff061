{{ config(meta={"slices": "rows"}) }}
-- Graduates on records, those who could be called and those who were reached within some months: what cells add up.
{%- set place = ['academic_year_be', 'region_th', 'province_code', 'ownership', 'college_code', 'level', 'field_th'] %}
with contacts as (
    -- Who could be called before graduation, as learners' rosters and the survey of intentions tell.
    select academic_year_be, college_code, student_key, {{ number_key('identified_by', 'person_key') }} as person_key
    from {{ sliced(ref('stg_students')) }}
    where has_phone or has_contact
    union all
    select academic_year_be, college_code, learner_key, learner_person_key
    from {{ sliced(ref('int_intentions__with_learner')) }}
    where (has_phone or has_contact) and match_state = 'matched'
),

roster as (
    select
        roster.graduate_key,
        bool_or(roster.has_phone or roster.has_contact) as has_contact,
        bool_or(
            (roster.academic_year_be, roster.college_code, roster.student_key) in (
                select (contacts.academic_year_be, contacts.college_code, contacts.student_key) from contacts
            )
            or coalesce((
                roster.academic_year_be, roster.college_code,
                {{ number_key('roster.identified_by', 'roster.person_key') }}
            ) in (
                select (contacts.academic_year_be, contacts.college_code, contacts.person_key)
                from contacts
                where contacts.person_key is not null
            ), false)
        ) as has_contact_before
    from {{ sliced(ref('int_graduates__one_roster')) }} as roster
    group by all
),

first_reached as (
    select
        graduate_key,
        min(recorded_on) as reached_on
    from {{ sliced(ref('int_followups__in_window')) }}
    where graduate_key is not null and outcome <> 'unreachable' and recorded_on >= window_starts_on
    group by all
),

graduates as (
    select
        {%- for column in place %}
        graduates.{{ column }},
        {%- endfor %}
        months.months,
        run.as_of > (graduates.graduated_on + to_months(months.months))::date as is_closed,
        roster.has_contact_before as is_contactable_before,
        roster.has_contact_before or coalesce(roster.has_contact, false) as is_contactable,
        coalesce(first_reached.reached_on <= (graduates.graduated_on + to_months(months.months))::date, false)
            as is_reached
    from {{ sliced(ref('fct_graduate_outcome')) }} as graduates
    inner join roster on graduates.graduate_key = roster.graduate_key
    cross join (select unnest([3, 6, 9, 12])::integer as months) as months
    cross join {{ ref('stg_runs') }} as run
    left join first_reached on graduates.graduate_key = first_reached.graduate_key
    where graduates.exclusion_reason is null
)

select
    {{ place | join(',\n    ') }},
    months,
    bool_and(is_closed) as is_window_closed,
    count(*) as graduates,
    count(*) filter (where is_contactable_before) as contactable_before,
    count(*) filter (where is_contactable) as contactable,
    count(*) filter (where is_reached) as reached
from graduates
group by all
