-- What each teacher did to develop, and of a placement in an establishment what became of it by the business date: the
-- state of its work report, its clip and its safety. What says nothing of other activities is NULL there.
with developed as (
    select
        *,
        developed.fiscal_year_be - run.supply_year_offset as academic_year_be,
        run.as_of,
        developed.activity = 'placement' as is_placement,
        is_placement and developed.ends_on <= run.as_of as is_ended,
        developed.ends_on + {{ var('work_report_days') }} as report_due_on
    from {{ ref('stg_teacher_development') }} as developed
    cross join {{ ref('stg_runs') }} as run
)

select
    developed.fiscal_year_be,
    developed.academic_year_be,
    {{ place_of_college('developed') }},
    developed.field_th,
    {{ meeting_field('developed', 'fields') }} as meeting_field_th,
    developed.teacher_key,
    developed.activity,
    developed.activity_title,
    developed.topic,
    establishments.resolved_establishment_id as establishment_id,
    developed.activity_on,
    developed.ends_on,
    developed.hours,
    developed.result,
    developed.is_placement,
    case when developed.is_placement then coalesce(developed.is_ended, false) end as is_ended,
    case
        when not coalesce(developed.is_ended, false) then null
        when developed.work_report_on < developed.ends_on then 'before_end'
        when developed.work_report_on <= developed.report_due_on then 'in_time'
        when developed.work_report_on > developed.report_due_on then 'late'
        when developed.as_of <= developed.report_due_on then 'awaited'
        else 'missing'
    end as report_state,
    case when developed.is_placement then developed.logbook_on is not null end as is_logbook_sent,
    developed.clip_minutes,
    developed.clip_minutes <= {{ var('max_clip_minutes') }} as is_clip_within_limit,
    case when developed.is_placement then developed.supervised_on is not null end as is_supervised,
    developed.incidents,
    case when developed.is_placement then developed.incidents = 0 end as is_safe,
    {{ place_of_row('developed') }}
from developed
left join {{ ref('dim_establishment') }} as establishments
    on developed.establishment_id = establishments.establishment_id
{{ join_field_of('developed') }}
{{ join_college_of('developed') }}
