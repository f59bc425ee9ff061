-- Key results of the teachers of a centre's field in its network: developed, trained, certified, placed in industry.
with developed as (
    {{ in_centres(ref('int_teachers__developed')) }}
),

tests as (
    select *
    from {{ ref('int_certifications__tested') }}
    where person_kind = 'teacher'
),

tested as (
    {{ in_centres('tests', "coalesce(told.level, 'any')") }}
),

rostered as (
    {{ in_centres(ref('int_teachers__rostered')) }}
),

skilled as (
    {{ in_centres(ref('int_teachers__skilled')) }}
),

told as (
    select
        centre_id,
        academic_year_be,
        teacher_key,
        activity <> 'plan' as is_developed,
        activity = 'training' and result = 'passed' as is_trained,
        activity = 'training' and result = 'passed' and topic = 'wbl' as is_trained_in_wbl
    from developed
    union all by name
    select centre_id, academic_year_be, person_key as teacher_key, is_passed as is_certified
    from tested
    union all by name
    select centre_id, academic_year_be, teacher_key, true as is_rostered, is_vocational
    from rostered
    union all by name
    select centre_id, academic_year_be, teacher_key, has_gap
    from skilled
),

teachers as (
    select
        centre_id,
        academic_year_be,
        teacher_key,
        {%- for fact in ['is_developed', 'is_trained', 'is_trained_in_wbl', 'is_certified', 'is_rostered', 'is_vocational'] %}
        coalesce(bool_or({{ fact }}), false) as {{ fact }},
        {%- endfor %}
        not bool_or(has_gap) as is_without_gap
    from told
    group by all
),

counted as (
    select
        centre_id,
        academic_year_be,
        nullif(count(*) filter (where is_rostered), 0) as roster,
        count(*) filter (where is_trained or is_certified) as raised,
        count(*) filter (where is_trained) as trained,
        count(*) filter (where is_trained_in_wbl) as trained_in_wbl,
        count(*) filter (where is_certified) as certified,
        count(*) filter (where is_rostered and (is_trained or is_certified)) as rostered_raised,
        count(*) filter (where is_rostered and is_trained) as rostered_trained,
        count(*) filter (where is_rostered and is_certified) as rostered_certified,
        count(*) filter (where is_vocational and is_developed) as vocational,
        count(*) filter (where is_vocational and is_developed and is_certified) as vocational_certified,
        count(is_without_gap) as skilled,
        count(*) filter (where is_without_gap) as without_gap
    from teachers
    group by all
),

activities as (
    select
        centre_id,
        academic_year_be,
        count(*) as developments,
        count(distinct college_code) filter (where activity <> 'plan') as colleges_acting,
        count(distinct activity_title) filter (where activity = 'training') as titles,
        count(*) filter (where is_ended) as ended,
        count(*) filter (where report_state = 'in_time') as in_time,
        count(is_safe) as placements,
        count(*) filter (where is_safe) as safe
    from developed
    group by all
),

test_rows as (
    select centre_id, academic_year_be, count(*) as tests
    from tested
    group by all
),

skill_rows as (
    select centre_id, academic_year_be, count(*) as skills
    from skilled
    group by all
),

held as (
    select
        centre_id,
        fiscal_year_be,
        academic_year_be,
        bool_or(source = 'developed') as has_developed,
        bool_or(source = 'tested') as has_tested
    from (
        select *, 'developed' as source from ({{ centres_told_by(ref('int_teachers__developed')) }})
        union all
        select *, 'tested' from ({{ centres_told_by('tests') }})
    )
    group by all
),

results as (
    select
        held.*,
        counted.roster,
        counted.skilled,
        {%- for column in ['raised', 'trained', 'trained_in_wbl', 'certified', 'rostered_raised', 'rostered_trained',
                           'rostered_certified', 'vocational', 'vocational_certified', 'without_gap'] %}
        coalesce(counted.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        {%- for column in ['developments', 'colleges_acting', 'titles', 'ended', 'in_time', 'placements', 'safe'] %}
        coalesce(activities.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        coalesce(test_rows.tests, 0) as tests,
        coalesce(skill_rows.skills, 0) as skills
    from held
    left join counted using (centre_id, academic_year_be)
    left join activities using (centre_id, academic_year_be)
    left join test_rows using (centre_id, academic_year_be)
    left join skill_rows using (centre_id, academic_year_be)
)

{%- for key_result, counted, rows, held in [
    ('1.4-2', 'raised', 'developments + tests', 'true'), ('5.3-1', 'trained', 'developments', 'has_developed'),
    ('5.3-2', 'certified', 'tests', 'has_tested'),
] %}
select
    centre_id,
    fiscal_year_be,
    null::varchar as part,
    {{ counted_result(key_result, counted, rows) }},
    rostered_{{ counted }} as numerator,
    roster as denominator
from results
where {{ held }}
union all by name
{%- endfor %}
{%- for key_result, counted in {'5.1-2': 'colleges_acting', '5.2-1': 'titles', '6.1-1': 'trained_in_wbl'}.items() %}
select centre_id, fiscal_year_be, {{ counted_result(key_result, counted, 'developments') }}
from results
where has_developed
union all by name
{%- endfor %}
select
    centre_id,
    fiscal_year_be,
    'teachers_without_gap' as part,
    {{ counted_result('5.3-1', 'without_gap', 'skills') }},
    without_gap as numerator,
    skilled as denominator
from results
where has_developed and skilled > 0
{%- for key_result, numerator, denominator, rows, held in [
    ('5.4-1', 'in_time', 'ended', 'ended', 'has_developed'), ('5.4-2', 'safe', 'placements', 'placements', 'has_developed'),
    ('5.5-2', 'vocational_certified', 'vocational', 'developments + tests', 'has_developed and has_tested'),
] %}
union all by name
select centre_id, fiscal_year_be, {{ percent_result(key_result, numerator, denominator, rows) }}
from results
where {{ held }}
{%- endfor %}
