-- Teachers, tests, short courses and placements of each college of a CVM network, by level: what stands beside its graduates'
-- employment. What is told without a level counts at each level that has a field of the name. A college that has sent
-- nothing of a source in the year has not told that there is none: NULL.
{%- set at_level = {
    'teachers': ['int_teachers__covered', 'true', 'teacher_key, is_trained, is_certified'],
    'tests': ['int_certifications__tested', 'rows_told.level = names.level', "if(result = 'pending', null, is_passed) as is_test_passed"],
    'courses': ['int_short_courses__run', 'true', 'trainees'],
    'placements': ['int_placements__checked', 'rows_told.level = names.level', 'placement_kind, is_safe'],
} %}
with told as (
    {%- for source, parts in at_level.items() %}
    select
        '{{ source }}' as source,
        rows_told.academic_year_be,
        names.centre_id,
        rows_told.college_code,
        names.level,
        {{ parts[2] }}
    from {{ ref(parts[0]) }} as rows_told
    inner join {{ ref('int_centres__field_names') }} as names
        on rows_told.academic_year_be = names.academic_year_be
        and rows_told.field_th = names.field_th
        and {{ parts[1] }}
    where names.level <> 'any'
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        academic_year_be,
        centre_id,
        college_code,
        level,
        count(distinct teacher_key) as teachers,
        {{ persons_with('is_trained', 'teacher_key') }} as teachers_trained,
        {{ persons_with('is_certified', 'teacher_key') }} as teachers_certified,
        count(is_test_passed) as tests_judged,
        {{ share('count(*) filter (where is_test_passed)', 'count(is_test_passed)') }} as certification_pass_rate,
        coalesce(sum(trainees), 0)::bigint as short_course_participants,
        count(placement_kind) as placements,
        count(is_safe) as safety_known,
        {{ share('count(*) filter (where is_safe)', 'count(is_safe)') }} as safe_placement_rate
    from told
    group by all
),

-- Which colleges have sent any row of a source in the year.
sends as (
    {%- for source, parts in at_level.items() %}
    select '{{ source }}' as source, academic_year_be, college_code from {{ ref(parts[0]) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

senders as (
    select
        academic_year_be,
        college_code,
        {%- for source in at_level %}
        bool_or(source = '{{ source }}') as has_{{ source }}{{ ',' if not loop.last }}
        {%- endfor %}
    from sends
    group by all
),

members as (
    select distinct academic_year_be, centre_id, level, college_code
    from {{ ref('int_centres__meeting_fields') }}
    inner join {{ ref('int_centres__colleges') }} using (academic_year_be, centre_id)
    inner join senders using (academic_year_be, college_code)
)

select
    academic_year_be,
    centre_id,
    college_code,
    level,
    if(senders.has_teachers, coalesce(counted.teachers, 0), null) as teachers,
    counted.teachers_trained,
    counted.teachers_certified,
    if(senders.has_tests, coalesce(counted.tests_judged, 0), null) as tests_judged,
    counted.certification_pass_rate,
    if(senders.has_courses, coalesce(counted.short_course_participants, 0), null) as short_course_participants,
    if(senders.has_placements, coalesce(counted.placements, 0), null) as placements,
    if(senders.has_placements, coalesce(counted.safety_known, 0), null) as safety_known,
    counted.safe_placement_rate
from members
inner join senders using (academic_year_be, college_code)
left join counted using (academic_year_be, centre_id, college_code, level)
