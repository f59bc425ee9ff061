-- Every test of a teacher, learner or graduate, in the fiscal year of its day. Who is told now by a student id and now by a
-- national id is one person where a roster of the college knows both.
with tests as (
    select
        tests.*,
        ({{ fiscal_year_of('tests.tested_on') }})::integer as fiscal_year_be,
        fiscal_year_be - run.supply_year_offset as academic_year_be,
        run.as_of
    from {{ ref('stg_certifications') }} as tests
    cross join {{ ref('stg_runs') }} as run
),

persons as (
    {%- for model in ['stg_students', 'int_graduates__one_roster'] %}
    select college_code, student_key, person_key
    from {{ ref(model) }}
    where {{ is_known_by_number('identified_by') }}
        and student_key in (select tests.student_key from tests where tests.person_kind <> 'teacher')
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

known as (
    select college_code, student_key, min(person_key) as person_key
    from persons
    group by all
)

select
    tests.fiscal_year_be,
    tests.academic_year_be,
    {{ place_of_college('tests') }},
    tests.level,
    tests.field_th,
    coalesce(crosswalk.meeting_field_th, fields.meeting_field_th, tests.field_th) as meeting_field_th,
    tests.person_kind,
    coalesce(known.person_key, tests.person_key) as person_key,
    tests.student_key,
    tests.identified_by,
    tests.body,
    tests.body_name,
    tests.qualification_title,
    tests.level_in_scheme,
    tests.tested_on,
    tests.result,
    tests.result = 'passed' as is_passed,
    tests.certificate_expires_on,
    case when tests.result = 'passed' then coalesce(tests.certificate_expires_on >= tests.as_of, true) end as is_in_force,
    {{ place_of_row('tests') }}
from tests
left join known
    on tests.college_code = known.college_code
    and tests.student_key = known.student_key
left join {{ ref('int_fields__crosswalked') }} as crosswalk
    on {{ is_crosswalked('tests', 'crosswalk') }}
left join {{ ref('int_fields__at_any_level') }} as fields
    on if(tests.level is null, tests.academic_year_be, null) = fields.academic_year_be
    and tests.field_th = fields.field_th
{{ join_college_of('tests') }}
