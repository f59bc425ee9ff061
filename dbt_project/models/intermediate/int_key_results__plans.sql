-- Key results of the plans of a centre and of what came of their items. A source of which the centre has sent nothing for the
-- year tells nothing.
with of_five_years as (
    -- The years of the five-year plan, which is held under the first of them.
    select
        years.fiscal_year_be,
        years.starts_on,
        years.ends_on,
        split_part(results.period, '-', 1)::integer as plan_year_be
    from {{ ref('key_results') }} as results
    inner join {{ ref('int_centres__years') }} as years
        on years.fiscal_year_be between split_part(results.period, '-', 1)::integer
        and split_part(results.period, '-', 2)::integer
    where results.key_result_id = '2.1-1'
),

plans as (
    select
        plans.centre_id,
        years.fiscal_year_be,
        {{ counted_result(
            '2.1-1', "coalesce(bool_or(plans.plan_kind = 'five_year' and plans.done_on <= years.ends_on), false)::integer",
            "count(*) filter (where plans.plan_kind = 'five_year')"
        ) }}
    from {{ ref('int_plans__done') }} as plans
    inner join of_five_years as years on plans.fiscal_year_be = years.plan_year_be
    group by all
    {%- for key_result, plan_kind in {'2.2-1': 'action', '5.1-1': 'teacher'}.items() %}
    {%- set of_kind = "filter (where plan_kind = '" ~ plan_kind ~ "')" %}
    union all
    select
        centre_id,
        fiscal_year_be,
        {{ counted_result(key_result, '(count(done_on) ' ~ of_kind ~ ' > 0)::integer', 'count(*) ' ~ of_kind) }}
    from {{ ref('int_plans__done') }}
    group by all
    {%- endfor %}
),

of_a_plan as (
    -- An item lasts from the first to the last of its days, and not beyond the business date.
    select
        items.*,
        coalesce(items.starts_on, items.ends_on) as first_on,
        least(coalesce(items.ends_on, items.starts_on), run.as_of) as last_on
    from {{ ref('stg_plan_items') }} as items
    cross join {{ ref('stg_runs') }} as run
),

plan_items as (
    -- An item of the five-year plan is of the years in which it lasts; without a day, of the one that it is told under.
    select
        items.centre_id,
        years.fiscal_year_be,
        {{ counted_result('2.1-2', 'count(distinct items.college_code) filter (where items.actual > 0)', 'count(*)') }}
    from of_a_plan as items
    inner join of_five_years as years
        on items.fiscal_year_be = years.plan_year_be
        and if(
            items.first_on is null,
            years.fiscal_year_be = items.fiscal_year_be,
            items.first_on <= years.ends_on and items.last_on >= years.starts_on
        )
    where items.plan_kind = 'five_year'
    group by all
    union all
    select
        centre_id,
        fiscal_year_be,
        {{ counted_result('2.2-2', 'count(distinct college_code) filter (where actual > 0)', 'count(*)') }}
    from {{ ref('stg_plan_items') }}
    where plan_kind = 'action'
    group by all
)

select * from plans
union all
select * from plan_items
