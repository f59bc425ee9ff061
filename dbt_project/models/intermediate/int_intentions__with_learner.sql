{{ config(meta={"slices": "rows"}) }}
-- Every survey answer in force with the learner it belongs to: found in the roster of students, else of graduates, by
-- student id, else by national id, and an answer that has only a name by that name inside college, level and field.
with intentions as (
    select * from {{ sliced(ref('stg_intentions')) }}
),

rosters as (
    {%- for roster, model in {'students': 'stg_students', 'graduates': 'int_graduates__one_roster'}.items() %}
    select
        '{{ roster }}' as roster,
        academic_year_be,
        college_code,
        student_key,
        person_key,
        identified_by,
        level,
        field_th,
        name_key
    from {{ sliced(ref(model)) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

people as (
    select *
    from rosters
    where (academic_year_be, college_code) in (
        select (intentions.academic_year_be, intentions.college_code) from intentions
    )
),

by_student as (
    select distinct academic_year_be, college_code, student_key
    from people
),

by_person as (
    select academic_year_be, college_code, person_key, max(student_key) as student_key
    from people
    where {{ is_known_by_number('identified_by') }}
    group by all
),

names as (
    select
        roster,
        academic_year_be,
        college_code,
        level,
        {{ comparable_name('field_th') }} as compared_field,
        name_key,
        max(student_key) as student_key,
        count(distinct coalesce(person_key, student_key)) as persons
    from people
    group by all
),

-- The graduates of a name are asked only where no student has it.
by_name as (
    select *
    from names
    qualify roster = max(roster) over (partition by academic_year_be, college_code, level, compared_field, name_key)
),

matched as (
    select
        intentions.*,
        case
            when intentions.identified_by <> 'name' then coalesce(by_student.student_key, by_person.student_key)
            when by_name.persons = 1 then by_name.student_key
        end as learner_key,
        case
            when learner_key is not null then 'matched'
            when intentions.identified_by = 'name' and by_name.persons > 1 then 'ambiguous'
            else 'waiting'
        end as match_state
    from intentions
    left join by_student on {{ is_same_student('intentions', 'by_student') }}
    left join by_person on {{ is_same_person('intentions', 'by_person') }}
    left join by_name
        on intentions.academic_year_be = by_name.academic_year_be
        and intentions.college_code = by_name.college_code
        and intentions.level = by_name.level
        and {{ comparable_name('intentions.field_th') }} = by_name.compared_field
        and if(intentions.identified_by = 'name', intentions.name_key, null) = by_name.name_key
),

learners as (
    select academic_year_be, college_code, student_key, max(person_key) as person_key
    from {{ sliced(ref('stg_students')) }}
    where {{ is_known_by_number('identified_by') }}
    group by all
)

-- One learner may have answered twice, once with a student id and once with a name. The number of the person, by which a
-- graduate is found under another student id, is the answer's own, else the learners' roster knows it.
select
    matched.*,
    coalesce({{ number_key('matched.identified_by', 'matched.person_key') }}, learners.person_key) as learner_person_key,
    matched.match_state = 'matched' and row_number() over (
        partition by matched.academic_year_be, matched.college_code, matched.learner_key
        order by matched.surveyed_on desc nulls last, matched.load_id desc, matched.source_sha256 desc,
            matched.row_number desc
    ) = 1 as is_newest
from matched
left join learners
    on matched.academic_year_be = learners.academic_year_be
    and matched.college_code = learners.college_code
    and matched.learner_key = learners.student_key
