{%- set ahead = [1, 2, 3] %}
{%- set measures %}
    min(least(graduates_basis, learners_basis)) as first_basis,
    max(greatest(graduates_basis, learners_basis)) as last_basis,
    count(distinct college_code) filter (where supply_now > 0 or learners > 0) as colleges,
    sum(supply_now)::bigint as supply_now,
    {{ sum_of_labour() }},
    min(cohort_academic_year_be) as first_cohort_be,
    max(cohort_academic_year_be) as last_cohort_be,
    sum(learners)::bigint as learners,
    coalesce(sum(learners) filter (where years_of_study is not null), 0) as learners_with_course,
    coalesce(sum(learners_without_year), 0)::bigint as learners_without_year,
    coalesce(sum(learners - learners_without_year) filter (where years_of_study is not null), 0) as learners_with_year
    {%- for left in ahead %},
    coalesce(sum(learners_{{ left }}), 0) as learners_{{ left }}
    {%- endfor %}
{%- endset %}
with cells as (
    {{ supply_cells(measures) }}
),

identified as (
    select
        {{ surrogate_key(['academic_year_be', 'breakdown'] + supply_keys()) }} as supply_id,
        *
    from ({{ known_cells('cells', supply_breakdowns(), supply_breakdowns()) }})
),

expected as (
    {{ expected_supply() }}
),

moved as (
    select
        identified.*,
        {%- for left in ahead %}
        expected.moved_{{ left }},
        coalesce(expected.expected_{{ left }}, 0) as expected_{{ left }},
        coalesce(expected.half_width_{{ left }}, 0) as half_width_{{ left }},
        {%- endfor %}
        (expected.moved_1 + expected.moved_2 + expected.moved_3)::bigint as learners_moved,
        learners_1 + learners_2 + learners_3 as learners_to_move,
        {%- for left in ahead %}
        learners_with_year > 0
            and not expected.is_too_short_for_{{ left }}
            -- nobody is expected only where everybody's year is known and everybody is moved
            and (
                expected.moved_{{ left }} > 0
                or (learners_{{ left }} + learners_without_year = 0 and learners_moved = learners_to_move)
            ) as is_known_{{ left }}{{ ',' if not loop.last }}
        {%- endfor %}
    from identified
    inner join expected using (supply_id)
),

projected as (
    select
        *,
        {%- for left in ahead %}
        case when is_known_{{ left }} then expected_{{ left }} end as supply_next_{{ left }},
        case when is_known_{{ left }} then greatest(expected_{{ left }} - half_width_{{ left }}, 0) end
            as supply_next_{{ left }}_low,
        case when is_known_{{ left }} then least(expected_{{ left }} + half_width_{{ left }}, moved_{{ left }}) end
            as supply_next_{{ left }}_high,
        {%- endfor %}
        case
            when coalesce(learners, 0) = 0 then 'no_learners_held'
            when learners_with_course = 0 then 'short_course'
            when learners_to_move = 0 and learners_without_year > 0 then 'year_of_study_unknown'
            when learners_to_move > 0 and learners_moved = 0 then 'no_rates_held'
            when learners_without_year > 0 or learners_moved < learners_to_move then 'partly'
        end as supply_next_reason
    from moved
),

tested as (
    -- What was projected for a year from the learners of the year before.
    select
        *,
        -- where only part was projected, nothing was said of the whole
        lag(academic_year_be) over cell = academic_year_be - 1 and lag(supply_next_reason) over cell is null
            as is_next_year,
        {%- for part in ['', '_low', '_high'] %}
        case when is_next_year then lag(supply_next_1{{ part }}) over cell end as projected{{ part }}{{ ',' if not loop.last }}
        {%- endfor %}
    from projected
    window cell as (partition by breakdown, {{ supply_keys() | join(', ') }} order by academic_year_be)
)

select
    tested.supply_id,
    tested.academic_year_be,
    (tested.academic_year_be + run.supply_year_offset)::integer as supply_fiscal_year_be,
    tested.breakdown,
    {%- for key in supply_keys() %}
    tested.{{ key }},
    {%- endfor %}
    case when tested.first_basis = tested.last_basis then tested.first_basis else 'mixed' end as basis,
    tested.colleges,
    tested.supply_now,
    tested.supply_labour::decimal(18, 4) as supply_labour,
    (1 - tested.supply_labour / nullif(tested.supply_now, 0))::double as study_only_share,
    case when tested.first_cohort_be = tested.last_cohort_be then tested.first_cohort_be end as study_only_academic_year_be,
    tested.learners,
    case when tested.learners is not null then tested.learners_without_year end as learners_without_year,
    case when tested.learners is not null then tested.learners_moved end as learners_moved,
    {%- for left in ahead %}
    tested.supply_next_{{ left }},
    tested.supply_next_{{ left }}_low,
    tested.supply_next_{{ left }}_high,
    {%- endfor %}
    tested.supply_next_reason,
    tested.projected as projected_a_year_earlier,
    tested.projected - tested.supply_now as projection_error,
    tested.supply_now between tested.projected_low and tested.projected_high as is_within_interval
from tested
cross join {{ ref('stg_runs') }} as run
order by tested.academic_year_be, tested.breakdown, {{ supply_keys() | join(', ') }}
