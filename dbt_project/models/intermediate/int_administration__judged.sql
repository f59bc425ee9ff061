{{ config(materialized="view") }}
-- The rules about the working groups of the colleges and their orders, and about the progress entered in e-MVS. A column
-- named after a rule is TRUE where the row (of a group its first row) fails it, FALSE where it passes, NULL where there is
-- nothing to compare.
with proofs as (
    -- The last day of each event that an order proves: of one kind of order, or of any.
    select
        year_be as academic_year_be,
        regexp_extract(done_when, '^working_group_orders\.(ordered_on|met_on)', 1) as proved_by,
        nullif(regexp_extract(done_when, '\[order_kind=(\w+)\]', 1), '') as order_kind,
        max(closes_on) as closes_on
    from {{ ref('stg_calendar') }}
    where year_kind = 'academic' and closes_on is not null
        and regexp_matches(done_when, '^working_group_orders\.(ordered_on|met_on)')
    group by all
),

deadlines as (
    select
        orders.academic_year_be,
        orders.order_kind,
        {%- for day in ['ordered_on', 'met_on'] %}
        arg_max(proofs.closes_on, proofs.order_kind is not null) filter (where proofs.proved_by = '{{ day }}')
            as {{ day }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (select distinct academic_year_be, order_kind from {{ ref('stg_working_group_orders') }}) as orders
    inner join proofs
        on orders.academic_year_be = proofs.academic_year_be
        and coalesce(proofs.order_kind = orders.order_kind, true)
    group by all
),

orders as (
    select
        'working_group_orders' as source,
        {{ place_of_row('orders') }},
        orders.ordered_on > deadlines.ordered_on as ordered_late,
        orders.met_on > deadlines.met_on as met_late
    from {{ ref('stg_working_group_orders') }} as orders
    left join deadlines
        on orders.academic_year_be = deadlines.academic_year_be
        and orders.order_kind = deadlines.order_kind
),

seats as (
    select
        'working_groups' as source,
        {{ place_of_row('seats') }},
        orders.order_kind is null as waiting_for_working_group_orders
    from {{ ref('stg_working_groups') }} as seats
    left join {{ ref('stg_working_group_orders') }} as orders
        on seats.academic_year_be = orders.academic_year_be
        and seats.college_code = orders.college_code
        and seats.order_kind = orders.order_kind
),

working_groups as (
    select
        'working_groups' as source,
        {{ first_row_of_group() }} as first_row,
        {%- for position in ['chair', 'secretary', 'assistant_secretary'] %}
        not bool_or(group_position = '{{ position }}') as group_without_{{ position }},
        {%- endfor %}
        case
            when order_kind = 'vcop'
                then count(distinct office) filter (where office <> 'other')
                    < (select count(*) from {{ ref('working_group_offices') }})
        end as group_without_all_offices
    from {{ ref('stg_working_groups') }}
    group by academic_year_be, college_code, order_kind
),

progress as (
    select
        'emvs_progress' as source,
        {{ place_of_row('progress') }},
        progress.progress_percent < lag(progress.progress_percent) over (
            partition by progress.fiscal_year_be, progress.reporter_code, progress.issue_code order by progress.round
        ) as progress_falls,
        issues.issue_code is null as issue_not_listed,
        colleges.ownership = 'private' as reporter_is_private
    from {{ ref('stg_emvs_progress') }} as progress
    left join {{ ref('emvs_issues') }} as issues
        on progress.fiscal_year_be = issues.fiscal_year_be
        and progress.issue_code = issues.issue_code
    left join {{ ref('dim_college') }} as colleges
        on progress.reporter_code = colleges.college_code
        and colleges.is_current
)

select * from orders
union all by name
select * from seats
union all by name
select source, unnest(first_row), * exclude (source, first_row) from working_groups
union all by name
select * from progress
