with based as (
    -- Persons stand behind what is counted in persons, and behind a percentage over rows about persons.
    select
        results.* exclude (computed_from),
        {{ repeats('results.computed_from') }} is not null as is_repeated,
        -- a result of a project has its years as period, one of each year a word
        try_cast(split_part(results.period, '-', 1) as integer) as project_starts_be,
        try_cast(split_part(results.period, '-', 2) as integer) as project_ends_be,
        bool_or(
            results.unit in ('people', 'teachers', 'learners')
            or (results.unit = 'percent' and {{ basis_of_source('words.word') }} = 'records')
        ) as has_persons
    from {{ ref('key_results') }} as results
    cross join unnest(regexp_extract_all(results.computed_from, '[a-z_]+')) as words (word)
    group by all
),

asked as (
    select
        centres.centre_id,
        years.fiscal_year_be,
        based.*,
        if(based.period = 'academic_year', years.academic_year_starts_on, years.starts_on) as period_starts_on,
        if(based.period = 'academic_year', years.academic_year_ends_on, years.ends_on) as period_ends_on
    from {{ ref('dim_cvm_centre') }} as centres
    cross join {{ ref('int_centres__years') }} as years
    cross join based
),

compared as (
    select
        asked.* exclude (target, target_basis),
        project_starts_be is null as is_of_each_year,
        asked.fiscal_year_be between project_starts_be and project_ends_be as is_of_project,
        coalesce(asked.target, activities.target) as target,
        if(asked.target is null and activities.target is not null, 'reported', asked.target_basis) as target_basis,
        activities.target as target_reported,
        figures.computed,
        figures.numerator,
        figures.denominator,
        coalesce(figures.source_rows, 0)::bigint as source_rows,
        activities.actual as reported,
        activities.reported_on,
        {{ is_contradicted('activities.actual', 'figures.computed') }} as is_contradicted
    from asked
    left join {{ ref('int_key_results__computed') }} as figures
        on asked.centre_id = figures.centre_id
        and asked.fiscal_year_be = figures.fiscal_year_be
        and asked.key_result_id = figures.key_result_id
        and figures.part is null
    left join {{ ref('stg_centre_activities') }} as activities
        on asked.centre_id = activities.centre_id
        and asked.fiscal_year_be = activities.fiscal_year_be
        and asked.key_result_id = activities.key_result_id
),

counted as (
    -- What a project reaches counts once: in the year in which it was reached, else in the first in which it was asked.
    select
        *,
        not is_repeated and (
            is_of_each_year
            or is_of_project and row_number() over (
                partition by centre_id, key_result_id, is_of_project
                order by coalesce(computed, reported) >= target desc nulls last, fiscal_year_be
            ) = 1
        ) as is_counted
    from compared
)

select
    {{ surrogate_key(['counted.centre_id', 'counted.fiscal_year_be', 'counted.key_result_id']) }} as centre_scorecard_id,
    counted.centre_id,
    counted.fiscal_year_be,
    counted.key_result_id,
    counted.activity_code,
    counted.measure,
    counted.unit,
    if(counted.has_persons, 'records', 'counts') as basis,
    counted.period_starts_on,
    counted.period_ends_on,
    counted.target,
    counted.target_basis,
    counted.target_reported,
    counted.computed,
    counted.numerator,
    counted.denominator,
    counted.reported,
    counted.reported_on,
    coalesce(counted.computed, counted.reported) / nullif(counted.target, 0) as achievement,
    {{ key_result_status() }} as status,
    counted.is_counted,
    counted.source_rows
from counted
cross join {{ ref('stg_runs') }} as run
order by counted.fiscal_year_be, counted.centre_id, counted.key_result_id
