-- Tests of the learners in the last year of their level, taken in it or, as graduates by then, in the year after. A learner
-- is found by the student id, else by the national id; the level and field are those of the roster.
with tests as (
    select
        {{ academic_year_of('tests.tested_on') }} as tested_academic_year_be,
        tests.college_code,
        tests.student_key,
        {{ number_key('tests.identified_by', 'tests.person_key') }} as person_key,
        tests.body,
        tests.is_passed
    from {{ ref('int_certifications__tested') }} as tests
    cross join {{ ref('stg_runs') }} as run
    where tests.person_kind <> 'teacher'
),

dated as (
    select
        tests.* exclude (tested_academic_year_be),
        tests.tested_academic_year_be - years.earlier as academic_year_be
    from tests
    cross join (select unnest([0, 1]) as earlier) as years
),

learners as (
    select
        academic_year_be,
        college_code,
        level,
        field_th,
        student_key,
        {{ number_key('identified_by', 'person_key') }} as person_key
    from ({{ final_year_learners() }})
),

found as (
    {%- for key in ['student_key', 'person_key'] %}
    select
        learners.*,
        dated.body,
        dated.is_passed
    from dated
    inner join learners using (academic_year_be, college_code, {{ key }})
    {{ 'union' if not loop.last }}
    {%- endfor %}
)

select
    found.academic_year_be + run.supply_year_offset as fiscal_year_be,
    found.academic_year_be,
    {{ place_of_college('found') }},
    found.level,
    found.field_th,
    {{ meeting_field('found', 'crosswalk') }} as meeting_field_th,
    found.student_key,
    found.body,
    bool_or(found.is_passed) as is_passed
from found
cross join {{ ref('stg_runs') }} as run
left join {{ ref('int_fields__crosswalked') }} as crosswalk
    on {{ is_crosswalked('found', 'crosswalk') }}
{{ join_college_of('found') }}
group by all
