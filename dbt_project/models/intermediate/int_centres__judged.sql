{{ config(materialized="view") }}
-- The rules about what the CVM centres send. A column named after a rule is TRUE where the row (of a board its first row)
-- fails it, FALSE where it passes, NULL where there is nothing to compare.
with plan_items as (
    select
        'plan_items' as source,
        {{ place_of_row('items') }},
        plans.plan_kind is null as waiting_for_plans
    from {{ ref('stg_plan_items') }} as items
    left join {{ ref('stg_plans') }} as plans
        on items.fiscal_year_be = plans.fiscal_year_be
        and items.centre_id = plans.centre_id
        and items.plan_kind = plans.plan_kind
),

networks as (
    select
        members.academic_year_be + run.supply_year_offset as fiscal_year_be,
        members.centre_id,
        count(*) as colleges
    from {{ ref('dim_network_member') }} as members
    cross join {{ ref('stg_runs') }} as run
    group by all
),

meetings as (
    select
        'centre_meetings' as source,
        {{ place_of_row('meetings') }},
        meetings.colleges > networks.colleges as more_colleges_than_network
    from {{ ref('stg_centre_meetings') }} as meetings
    left join networks
        on meetings.fiscal_year_be = networks.fiscal_year_be
        and meetings.centre_id = networks.centre_id
),

boards as (
    select
        'centre_boards' as source,
        {{ first_row_of_group() }} as first_row,
        not bool_or(board_position = 'chair') as board_without_chair,
        count(*) filter (where board_position = 'secretary') <> 1 as not_one_secretary
    from {{ ref('stg_centre_boards') }}
    where board_body = 'board'
    group by fiscal_year_be, centre_id
),

recommendations as (
    select
        'recommendations' as source,
        {{ place_of_row() }},
        evidence_table not in ({{ published_table_names() }}) as evidence_table_unknown
    from {{ ref('stg_recommendations') }}
),

activities as (
    select
        'centre_activities' as source,
        {{ place_of_row('activities') }},
        {{ is_contradicted('activities.actual', 'figures.computed') }} as actual_contradicts
    from {{ ref('stg_centre_activities') }} as activities
    left join {{ ref('int_key_results__computed') }} as figures
        on activities.centre_id = figures.centre_id
        and activities.fiscal_year_be = figures.fiscal_year_be
        and activities.key_result_id = figures.key_result_id
        and figures.part is null
)

select * from plan_items
union all by name
select * from meetings
union all by name
select source, unnest(first_row), * exclude (source, first_row) from boards
union all by name
select * from recommendations
union all by name
select * from activities
