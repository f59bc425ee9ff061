-- Key results of test centres and tests by body, and of the units of competency that a centre's curricula teach.
with licensed as (
    {{ in_centres(ref('int_assessment_centres__by_year')) }}
),

tested as (
    select *, coalesce(person_key, student_key) as person
    from ({{ in_centres(ref('int_certifications__tested'), "coalesce(told.level, 'any')") }})
),

bodies as (
    select *
    from (values ('tpqi', '4.1-1', '4.1-2'), ('dsd', '4.2-1', '4.2-2'), ('international', '4.3-1', '4.3-2'))
        as bodies (body, of_centres, of_tests)
),

test_centres as (
    select
        held.centre_id,
        held.fiscal_year_be,
        bodies.of_centres as key_result_id,
        count(distinct licensed.test_centre) filter (where licensed.is_licensed) as licensed,
        count(licensed.test_centre) as source_rows
    from ({{ centres_told_by(ref('int_assessment_centres__by_year')) }}) as held
    cross join bodies
    left join licensed using (centre_id, academic_year_be, body)
    group by all
),

tests as (
    select
        held.centre_id,
        held.fiscal_year_be,
        bodies.of_tests as key_result_id,
        {%- for who, is_teacher in {'teachers': '=', 'learners': '<>'}.items() %}
        count(distinct tested.person) filter (where tested.person_kind {{ is_teacher }} 'teacher') as {{ who }}_tested,
        count(distinct tested.person) filter (where tested.person_kind {{ is_teacher }} 'teacher' and tested.is_passed)
            as {{ who }}_passed,
        {%- endfor %}
        count(distinct tested.person) filter (where tested.is_passed) as passed,
        count(tested.person) as source_rows
    from ({{ centres_told_by(ref('int_certifications__tested')) }}) as held
    cross join bodies
    left join tested using (centre_id, academic_year_be, body)
    group by all
),

in_force as (
    -- The units of the newest curriculum of each level and field that a year's learners are taught by.
    select
        years.fiscal_year_be,
        names.centre_id,
        units.is_required,
        units.is_taught
    from {{ ref('int_curriculum_units__required') }} as units
    inner join {{ ref('int_centres__field_names') }} as names
        on units.level = names.level
        and units.field_th = names.field_th
        and units.curriculum_be <= names.academic_year_be
    inner join {{ ref('int_centres__years') }} as years on names.academic_year_be = years.academic_year_be
    qualify units.curriculum_be = max(units.curriculum_be) over (
        partition by names.centre_id, years.fiscal_year_be, units.level, units.meeting_field_th
    )
),

required as (
    select
        centre_id,
        fiscal_year_be,
        count(*) filter (where is_required) as units,
        count(*) filter (where is_required and is_taught) as taught
    from in_force
    group by all
)

select
    centre_id,
    fiscal_year_be,
    key_result_id,
    null::varchar as part,
    licensed::double as computed,
    null::bigint as numerator,
    null::bigint as denominator,
    source_rows::bigint as source_rows
from test_centres
union all by name
select centre_id, fiscal_year_be, key_result_id, passed::double as computed, source_rows
from tests
{%- for part in ['teachers_tested', 'teachers_passed', 'learners_tested', 'learners_passed'] %}
union all by name
select centre_id, fiscal_year_be, key_result_id, '{{ part }}' as part, {{ part }}::double as computed, source_rows
from tests
{%- endfor %}
union all by name
select
    centre_id,
    fiscal_year_be,
    {{ percent_result('3.1-1', 'taught', 'units', 'units') }}
from required
