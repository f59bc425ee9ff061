{%- set kinds = ['five_year', 'action', 'teacher'] %}
with due as (
    -- The closing day of the event that the plan proves, where the calendar gives one.
    select
        year_be as fiscal_year_be,
        regexp_extract(done_when, '\[plan_kind=(\w+)\]', 1) as plan_kind,
        max(closes_on) as due_on
    from {{ ref('stg_calendar') }}
    where year_kind = 'fiscal' and starts_with(done_when, 'plans.')
    group by all
),

asked as (
    -- A five-year plan is asked for once, in the first of its years.
    select centres.centre_id, years.fiscal_year_be, kinds.plan_kind
    from {{ ref('dim_cvm_centre') }} as centres
    cross join {{ ref('int_centres__years') }} as years
    cross join (select unnest({{ kinds }}) as plan_kind) as kinds
    where kinds.plan_kind <> 'five_year'
    union all
    select centres.centre_id, split_part(results.period, '-', 1)::integer, 'five_year'
    from {{ ref('dim_cvm_centre') }} as centres
    inner join {{ ref('key_results') }} as results on results.key_result_id = '2.1-1'
),

items as (
    select
        items.fiscal_year_be,
        items.centre_id,
        items.plan_kind,
        count(*) as items,
        count(distinct items.activity_code) as activities,
        count(items.target) as items_with_target,
        count(*) filter (where items.actual >= items.target) as items_met,
        count(items.actual) as items_told,
        count(*) filter (where items.actual is null and items.ends_on < run.as_of) as items_ended_untold,
        count(distinct items.college_code) as colleges,
        count(distinct items.college_code) filter (where items.actual > 0) as colleges_acting,
        sum(items.budget::decimal(18, 2))::double as budget,
        sum(items.spent::decimal(18, 2))::double as spent,
        (sum(items.spent::decimal(18, 2)) filter (where items.budget > 0))::double
            / (sum(items.budget::decimal(18, 2)) filter (where items.spent is not null and items.budget > 0))::double
            as spent_share
    from {{ ref('stg_plan_items') }} as items
    cross join {{ ref('stg_runs') }} as run
    group by all
)

select
    {{ surrogate_key(['asked.fiscal_year_be', 'asked.centre_id', 'asked.plan_kind']) }} as plan_status_id,
    asked.fiscal_year_be,
    asked.centre_id,
    asked.plan_kind,
    plans.plan_kind is not null as is_held,
    plans.approved_on,
    plans.sent_on,
    plans.reported_on,
    plans.done_on,
    -- of a year of which no centre's plan of the kind is held, nobody knows
    case
        when plans.done_on is not null then true
        when count(plans.plan_kind) over (partition by asked.fiscal_year_be, asked.plan_kind) > 0 then false
    end as is_done,
    due.due_on,
    plans.sent_on - plans.approved_on as days_to_send,
    {{ days_late('plans.done_on', 'due.due_on', 'run.as_of') }} as days_late,
    {{ duty_status('plans.done_on', 'due.due_on', 'true', 'run.as_of') }} as status,
    items.* exclude (fiscal_year_be, centre_id, plan_kind)
from asked
cross join {{ ref('stg_runs') }} as run
left join {{ ref('int_plans__done') }} as plans using (fiscal_year_be, centre_id, plan_kind)
left join due using (fiscal_year_be, plan_kind)
left join items using (fiscal_year_be, centre_id, plan_kind)
order by asked.fiscal_year_be, asked.centre_id, asked.plan_kind
