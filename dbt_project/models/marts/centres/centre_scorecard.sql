with based as (
    -- Persons stand behind what is counted in persons, and behind a percentage over rows about persons.
    select
        results.* exclude (computed_from),
        -- one that repeats another is shown again and counted once
        {{ repeats('results.computed_from') }} is null as is_counted,
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
)

select
    {{ surrogate_key(['compared.centre_id', 'compared.fiscal_year_be', 'compared.key_result_id']) }} as centre_scorecard_id,
    compared.centre_id,
    compared.fiscal_year_be,
    compared.key_result_id,
    compared.activity_code,
    compared.measure,
    compared.unit,
    if(compared.has_persons, 'records', 'counts') as basis,
    compared.period_starts_on,
    compared.period_ends_on,
    compared.target,
    compared.target_basis,
    compared.target_reported,
    compared.computed,
    compared.numerator,
    compared.denominator,
    compared.reported,
    compared.reported_on,
    coalesce(compared.computed, compared.reported) / nullif(compared.target, 0) as achievement,
    {{ key_result_status() }} as status,
    compared.is_counted,
    compared.source_rows
from compared
cross join {{ ref('stg_runs') }} as run
order by compared.fiscal_year_be, compared.centre_id, compared.key_result_id
