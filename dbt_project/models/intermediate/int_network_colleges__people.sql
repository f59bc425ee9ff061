-- Teachers, tests, short courses, placements and test centres of each college of a CVM network in the centre's fields, as a
-- whole (level NULL), and by level what has one: what stands beside its graduates' employment. Of a college that has sent a
-- source of the year 0 is known, of one that has not nothing is; a centre of a branch has no fields.
{%- set sources = {
    'teachers': [ref('teacher_coverage'), 'teachers is not null', {
        'teachers': 'teachers', 'teachers_trained': 'teachers_trained', 'teachers_certified': 'teachers_certified'
    }],
    'skills': [ref('skill_gaps'), "gap_of = 'teachers'", {
        'teachers_judged': 'teachers', 'teachers_with_gap': 'teachers_with_gap'
    }],
    'development': [ref('teacher_development_summary'), 'true', {
        'teacher_placements': 'placements', 'teacher_placements_ended': 'placements_ended',
        'reports_in_time': 'reports_in_time'
    }],
    'courses': [ref('short_course_summary'), 'true', {
        'short_courses': 'courses', 'short_course_participants': 'trainees', 'trainees_students': 'trainees_students',
        'trainees_graduates': 'trainees_graduates', 'trainees_unemployed': 'trainees_unemployed',
        'trainees_public': 'trainees_public'
    }],
    'tests': [ref('certification_summary'), "body = 'any' and person_kind in ('learner', 'graduate')", {
        'tests_judged': 'tests_judged', 'tests_passed': 'tests_passed'
    }],
    'placements': [ref('placement_safety'), 'true', {
        'placements': 'placements', 'safety_known': 'safe_known', 'safe_placements': 'safe'
    }],
    'licences': ['licences', 'true', {'test_centres_licensed': 'test_centres_licensed'}],
} %}
{#- What may be unknown although the college has sent the source. #}
{%- set may_be_untold = [
    'teachers_trained', 'teachers_certified', 'trainees_students', 'trainees_graduates', 'trainees_unemployed',
    'trainees_public',
] %}
{%- set with_level = ['tests', 'placements'] %}
with licences as (
    select
        'cvm_network_college' as breakdown,
        academic_year_be,
        centre_id,
        college_code,
        count(distinct (body, test_centre)) filter (where is_licensed) as test_centres_licensed
    from ({{ in_centres(ref('int_assessment_centres__by_year')) }})
    group by all
    union all by name
    select distinct 'college' as breakdown, academic_year_be, college_code
    from {{ ref('int_assessment_centres__by_year') }}
),

told as (
    {%- for source, parts in sources.items() %}
    select
        '{{ source }}' as source,
        breakdown,
        academic_year_be,
        centre_id,
        college_code,
        {%- for name, column in parts[2].items() %}
        {{ column }} as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ parts[0] }}
    where breakdown in ('college', 'cvm_network_college') and {{ parts[1] }}
    union all by name
    {%- endfor %}
    select
        'tests' as source,
        'cvm_network_college_level' as breakdown,
        academic_year_be,
        centre_id,
        college_code,
        level,
        count(*) filter (where result <> 'pending') as tests_judged,
        count(*) filter (where result = 'passed') as tests_passed
    from ({{ in_centres(ref('int_certifications__tested'), 'told.level') }})
    where person_kind <> 'teacher'
    group by all
    union all by name
    select
        'placements' as source,
        'cvm_network_college_level' as breakdown,
        academic_year_be,
        centre_id,
        college_code,
        level,
        count(*) as placements,
        count(is_safe) as safety_known,
        count(*) filter (where is_safe) as safe_placements
    from ({{ in_centres(ref('int_placements__checked'), 'told.level') }})
    group by all
),

counted as (
    select
        breakdown,
        academic_year_be,
        centre_id,
        college_code,
        level,
        {%- for parts in sources.values() %}
        {%- set last = loop.last %}
        {%- for name in parts[2] %}
        sum({{ name }})::bigint as {{ name }}{{ ',' if not (last and loop.last) }}
        {%- endfor %}
        {%- endfor %}
    from told
    where breakdown <> 'college'
    group by all
),

senders as (
    select
        academic_year_be,
        college_code,
        {%- for source in sources %}
        bool_or(source = '{{ source }}') as has_{{ source }}{{ ',' if not loop.last }}
        {%- endfor %}
    from told
    where breakdown = 'college'
    group by all
),

levels as (
    select distinct academic_year_be, centre_id, level
    from {{ ref('int_centres__meeting_fields') }}
),

members as (
    select distinct 'cvm_network_college' as breakdown, academic_year_be, centre_id, college_code, null::varchar as level
    from {{ ref('int_centres__networks') }}
    inner join levels using (academic_year_be, centre_id)
    union all
    select 'cvm_network_college_level', academic_year_be, centre_id, college_code, levels.level
    from {{ ref('int_centres__networks') }}
    inner join levels using (academic_year_be, centre_id)
),

filled as (
    select
        members.*,
        {%- for source, parts in sources.items() %}
        {%- set last = loop.last %}
        {%- for name in parts[2] %}
        {%- if name in may_be_untold %}
        counted.{{ name }},
        {%- else %}
        {%- set asked = '' if source in with_level else " and members.breakdown = 'cvm_network_college'" %}
        coalesce(counted.{{ name }}, if(senders.has_{{ source }}{{ asked }}, 0, null)) as {{ name }}
        {{- ',' if not (last and loop.last) }}
        {%- endif %}
        {%- endfor %}
        {%- endfor %}
    from members
    inner join senders using (academic_year_be, college_code)
    left join counted
        on members.breakdown = counted.breakdown
        and members.academic_year_be = counted.academic_year_be
        and members.centre_id = counted.centre_id
        and members.college_code = counted.college_code
        and members.level is not distinct from counted.level
)

select
    *,
    {{ share('reports_in_time', 'teacher_placements_ended') }} as reports_in_time_rate,
    {{ share('tests_passed', 'tests_judged') }} as certification_pass_rate,
    {{ share('safe_placements', 'safety_known') }} as safe_placement_rate
from filled
