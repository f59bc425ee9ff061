-- Key results of the learners of a centre's field in its network: their placements, short courses, and those in their last
-- year who are certified.
with placed as (
    {{ in_centres(ref('int_placements__checked'), "coalesce(told.level, 'any')") }}
),

trained as (
    {{ in_centres(ref('int_short_courses__run')) }}
),

tests as (
    select *
    from {{ ref('int_certifications__tested') }}
    where person_kind <> 'teacher'
),

certified as (
    {{ in_centres(ref('int_learners__tested'), 'told.level') }}
),

final_year as (
    {{ in_centres(ref('int_learners__final_year'), 'told.level') }}
),

placements as (
    select
        held.centre_id,
        held.fiscal_year_be,
        count(placed.is_in_order) as judged,
        count(*) filter (where placed.is_in_order) as in_order,
        count(placed.is_safe) as known,
        count(*) filter (where placed.is_safe) as safe,
        count(placed.centre_id) as source_rows
    from ({{ centres_told_by(ref('int_placements__checked')) }}) as held
    left join placed using (centre_id, academic_year_be)
    group by all
),

courses as (
    select
        held.centre_id,
        held.fiscal_year_be,
        count(distinct trained.college_code || ' ' || trained.course_id) filter (where trained.approved_on is not null)
            as approved,
        {%- for group in ['', '_students', '_graduates', '_unemployed', '_public'] %}
        coalesce(sum(trained.trainees{{ group }}), 0) as trainees{{ group }},
        {%- endfor %}
        count(trained.trainees_students) as runs_by_group,
        sum(trained.trainees_students) filter (where trained.establishment_id is not null) as students_with_employer,
        count(trained.establishment_id) as runs_with_employer,
        count(trained.centre_id) as runs
    from ({{ centres_told_by(ref('int_short_courses__run')) }}) as held
    left join trained using (centre_id, academic_year_be)
    group by all
),

certificates as (
    select
        held.centre_id,
        held.fiscal_year_be,
        held.academic_year_be,
        count(distinct certified.college_code || ' ' || certified.student_key) filter (where certified.is_passed) as passed,
        count(certified.centre_id) as source_rows
    from ({{ centres_told_by('tests') }}) as held
    left join certified using (centre_id, academic_year_be)
    group by all
),

last_years as (
    select centre_id, academic_year_be, sum(learners)::bigint as learners
    from final_year
    group by all
)

select
    centre_id,
    fiscal_year_be,
    null::varchar as part,
    {{ percent_result('6.2-1', 'in_order', 'judged', 'source_rows') }}
from placements
union all by name
select centre_id, fiscal_year_be, {{ percent_result('6.2-2', 'safe', 'known', 'source_rows') }}
from placements
union all by name
select centre_id, fiscal_year_be, {{ counted_result('3.2-1', 'approved', 'runs') }}
from courses
union all by name
select centre_id, fiscal_year_be, {{ counted_result('3.2-2', 'trainees', 'runs') }}
from courses
{%- for group in ['students', 'graduates', 'unemployed', 'public'] %}
union all by name
select
    centre_id,
    fiscal_year_be,
    '{{ group }}' as part,
    {{ counted_result('3.2-2', 'trainees_' ~ group, 'runs') }}
from courses
where runs_by_group > 0 or runs = 0
{%- endfor %}
union all by name
select centre_id, fiscal_year_be, {{ counted_result('6.3-1', 'students_with_employer', 'runs_with_employer') }}
from courses
where students_with_employer is not null
union all by name
select
    certificates.centre_id,
    certificates.fiscal_year_be,
    {{ counted_result('6.4-2', 'certificates.passed', 'certificates.source_rows') }},
    certificates.passed as numerator,
    last_years.learners as denominator
from certificates
left join last_years using (centre_id, academic_year_be)
