-- How many of the learners of each year of study graduate: the product of the rates from year to year and of the last
-- year's, as known at each academic year, with what the product's variance is relative to its square.
with by_field as (
    select
        academic_year_be,
        college_code,
        level,
        meeting_field_th,
        years_of_study,
        sum(supply_now) as graduates,
        {%- for left in range(4) %}
        sum(learners_{{ left }}) as learners_{{ left }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_supply__by_field') }}
    where years_of_study is not null
    group by all
),

levels_held as (
    -- Years of study are known of these.
    select
        academic_year_be,
        college_code,
        level,
        count(graduates) > 0 as has_graduates
    from by_field
    group by all
    having sum(learners_0 + learners_1 + learners_2 + learners_3) > 0
),

held as (
    select
        by_field.*,
        levels_held.has_graduates
    from by_field
    inner join levels_held using (academic_year_be, college_code, level)
),

-- Only colleges of which both sides are held enter a rate; `step` is the number of years left before it.
sides as (
    select
        held.academic_year_be,
        held.level,
        held.meeting_field_th,
        0 as step,
        held.learners_0 as before,
        held.graduates as after
    from held
    where held.has_graduates
    {%- for left in [1, 2, 3] %}
    union all
    select held.academic_year_be + 1, held.level, held.meeting_field_th, {{ left }}, held.learners_{{ left }}, null
    from held
    inner join levels_held as following
        on held.academic_year_be + 1 = following.academic_year_be
        and held.college_code = following.college_code
        and held.level = following.level
    where held.years_of_study > {{ left }}
    union all
    select held.academic_year_be, held.level, held.meeting_field_th, {{ left }}, null, held.learners_{{ left - 1 }}
    from held
    inner join levels_held as preceding
        on held.academic_year_be - 1 = preceding.academic_year_be
        and held.college_code = preceding.college_code
        and held.level = preceding.level
    where held.years_of_study > {{ left }}
    {%- endfor %}
),

rates as (
    select
        academic_year_be,
        level,
        step,
        meeting_field_th,
        grouping(meeting_field_th) = 1 as is_level,
        sum(before)::bigint as n,
        least(coalesce(sum(after), 0) / sum(before)::double, 1) as rate
    from sides
    group by grouping sets ((academic_year_be, level, step, meeting_field_th), (academic_year_be, level, step))
    having sum(before) > 0
),

years as (
    select distinct academic_year_be, level, meeting_field_th, years_of_study
    from {{ ref('int_supply__by_field') }}
    where years_of_study is not null and learners is not null
),

newest as (
    select
        years.academic_year_be,
        years.level,
        years.meeting_field_th,
        rates.step,
        rates.is_level,
        rates.n,
        rates.rate
    from years
    inner join rates
        on years.level = rates.level
        and years.academic_year_be >= rates.academic_year_be
        and (rates.is_level or years.meeting_field_th = rates.meeting_field_th)
    qualify row_number() over (
        partition by years.academic_year_be, years.level, years.meeting_field_th, rates.step, rates.is_level
        order by rates.academic_year_be desc
    ) = 1
),

-- The field's own rate, over enough learners of its newest cohort; else the level's.
steps as (
    select *
    from newest
    where is_level or n >= {{ var('min_cohort') }}
    qualify row_number() over (partition by academic_year_be, level, meeting_field_th, step order by is_level) = 1
)

-- A product stands only where every step of it is known.
select
    steps.academic_year_be,
    steps.level,
    steps.meeting_field_th,
    years_left.years_left,
    list_reduce(list(steps.rate order by steps.step), lambda x, y: x * y) as survival,
    coalesce({{ exact_sum('(1 - steps.rate) / nullif(steps.n * steps.rate, 0)') }}, 0) as relative_variance
from steps
inner join (select unnest([1, 2, 3]) as years_left) as years_left on steps.step <= years_left.years_left
group by all
having count(*) = years_left.years_left + 1
