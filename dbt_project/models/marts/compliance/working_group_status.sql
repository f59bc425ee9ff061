with seats as (
    select
        academic_year_be,
        college_code,
        order_kind,
        count(distinct office) filter (where office <> 'other') as offices,
        list(distinct office) as held_offices,
        {%- for position in ['chair', 'secretary', 'assistant_secretary'] %}
        bool_or(group_position = '{{ position }}') as has_{{ position }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('stg_working_groups') }}
    group by all
),

-- The guideline names the offices of the manpower centre's group alone.
due as (
    select
        'vcop' as order_kind,
        list(office_th order by office_id::integer) as names,
        list(office order by office_id::integer) as offices
    from {{ ref('working_group_offices') }}
),

-- The guideline gives the duties to that group, too: each stands once in the college.
duties as (
    select
        academic_year_be,
        college_code,
        'vcop' as order_kind,
        count(*) as duties,
        count(*) filter (where status in ('done', 'late')) as duties_done,
        count(*) filter (where status = 'overdue') as duties_overdue
    from {{ ref('working_group_duty_status') }}
    where status <> 'not_applicable'
    group by all
)

select
    {{ surrogate_key(['asked.academic_year_be', 'asked.college_code', 'asked.order_kind']) }} as working_group_status_id,
    asked.academic_year_be,
    colleges.region_th,
    colleges.province_code,
    colleges.ownership,
    asked.college_code,
    asked.order_kind,
    orders.order_kind is not null as is_ordered,
    orders.ordered_on,
    orders.met_on,
    orders.action_plan_on,
    orders.has_coordinator = 'yes' as has_coordinator,
    len(due.offices) as offices_due,
    seats.offices,
    case
        when seats.order_kind is not null and due.order_kind is not null
            then array_to_string(
                list_transform(
                    list_filter(
                        list_zip(due.offices, due.names), office -> not list_contains(seats.held_offices, office[1])
                    ),
                    office -> office[2]
                ),
                '; '
            )
    end as missing_offices_th,
    seats.has_chair,
    seats.has_secretary,
    seats.has_assistant_secretary,
    duties.duties,
    duties.duties_done,
    duties.duties_overdue
from {{ ref('int_working_groups__asked') }} as asked
left join {{ ref('stg_working_group_orders') }} as orders
    on asked.academic_year_be = orders.academic_year_be
    and asked.college_code = orders.college_code
    and asked.order_kind = orders.order_kind
left join seats
    on asked.academic_year_be = seats.academic_year_be
    and asked.college_code = seats.college_code
    and asked.order_kind = seats.order_kind
left join due on asked.order_kind = due.order_kind
left join duties
    on asked.academic_year_be = duties.academic_year_be
    and asked.college_code = duties.college_code
    and asked.order_kind = duties.order_kind
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on asked.academic_year_be = colleges.academic_year_be
    and asked.college_code = colleges.college_code
order by asked.academic_year_be, asked.college_code, asked.order_kind
