-- Supply as fine as it is known: the graduates and the learners of a college in a field and branch, and the field in
-- which old and new names meet. Learners stand by the years that they have left until they graduate.
with graduates as (
    select
        academic_year_be,
        college_code,
        level,
        field_th,
        branch_th,
        min(basis) as graduates_basis,
        sum(graduates)::bigint as supply_now
    from {{ ref('int_graduates__by_field') }}
    group by all
),

learners as (
    select
        learners.academic_year_be,
        learners.college_code,
        learners.level,
        learners.field_th,
        learners.branch_th,
        min(learners.basis) as learners_basis,
        sum(learners.learners)::bigint as learners,
        coalesce(
            sum(learners.learners) filter (
                where levels.years_of_study is not null
                and learners.year_of_study is null
                and not learners.is_beyond_course
            ), 0
        )::bigint as learners_without_year,
        {%- for left in range(4) %}
        coalesce(
            sum(learners.learners) filter (where levels.years_of_study - learners.year_of_study = {{ left }}), 0
        )::bigint as learners_{{ left }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_learners__by_field') }} as learners
    inner join {{ ref('levels') }} as levels on learners.level = levels.level
    group by all
),

joined as (
    select
        coalesce(graduates.academic_year_be, learners.academic_year_be) as academic_year_be,
        coalesce(graduates.college_code, learners.college_code) as college_code,
        coalesce(graduates.level, learners.level) as level,
        coalesce(graduates.field_th, learners.field_th) as field_th,
        coalesce(graduates.branch_th, learners.branch_th) as branch_th,
        * exclude (academic_year_be, college_code, level, field_th, branch_th)
    from graduates
    full join learners
        on graduates.academic_year_be = learners.academic_year_be
        and graduates.college_code = learners.college_code
        and graduates.level = learners.level
        and graduates.field_th = learners.field_th
        and graduates.branch_th is not distinct from learners.branch_th
)

select
    joined.academic_year_be,
    colleges.region_th,
    colleges.province_code,
    colleges.institute_name,
    colleges.ownership,
    joined.college_code,
    joined.level,
    levels.years_of_study,
    joined.field_th,
    joined.branch_th,
    {{ meeting_field('joined', 'crosswalk') }} as meeting_field_th,
    joined.graduates_basis,
    joined.learners_basis,
    joined.supply_now,
    joined.learners,
    joined.learners_without_year,
    {%- for left in range(4) %}
    joined.learners_{{ left }}{{ ',' if not loop.last }}
    {%- endfor %}
from joined
inner join {{ ref('levels') }} as levels on joined.level = levels.level
left join {{ ref('int_fields__crosswalked') }} as crosswalk
    on {{ is_crosswalked('joined', 'crosswalk') }}
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on joined.academic_year_be = colleges.academic_year_be
    and joined.college_code = colleges.college_code
