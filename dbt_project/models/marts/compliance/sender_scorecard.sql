with files as (
    select
        academic_year_be,
        college_code,
        count(*) as files,
        count(*) filter (where is_held) as files_held,
        count(*) filter (where is_rejected) as files_rejected,
        sum(rows_read)::bigint as rows_read,
        sum(rows_quarantined)::bigint as rows_quarantined,
        sum(rows_duplicate)::bigint as rows_duplicate,
        sum(errors)::bigint as errors,
        sum(warnings)::bigint as warnings
    from {{ ref('int_files__senders') }}
    group by all
),

duties as (
    select
        year_be as academic_year_be,
        college_code,
        count(*) filter (where status = 'done') as events_in_time,
        count(*) filter (where status = 'late') as events_late,
        count(*) filter (where status = 'overdue') as events_overdue
    from {{ ref('compliance') }}
    where year_kind = 'academic' and reporter_kind = 'college' and closes_on is not null
    group by all
),

senders as (
    select academic_year_be, college_code from files
    union
    select academic_year_be, college_code from {{ ref('int_followups__answered') }}
    union
    select academic_year_be, college_code from duties where events_in_time + events_late + events_overdue > 0
)

select
    {{ surrogate_key(['senders.academic_year_be', 'senders.college_code']) }} as sender_scorecard_id,
    senders.academic_year_be,
    colleges.region_th,
    colleges.province_code,
    colleges.ownership,
    senders.college_code,
    'records' as basis,
    {%- for count in ['files', 'files_held', 'files_rejected', 'rows_read', 'rows_quarantined', 'rows_duplicate',
                      'errors', 'warnings'] %}
    coalesce(files.{{ count }}, 0) as {{ count }},
    {%- endfor %}
    files.errors * 1000.0::double / nullif(files.rows_read, 0) as errors_per_1000_rows,
    files.warnings * 1000.0::double / nullif(files.rows_read, 0) as warnings_per_1000_rows,
    files.rows_duplicate / nullif(files.rows_read, 0) as duplicate_rate,
    answered.records,
    answered.reached,
    answered.reached / nullif(answered.records, 0) as contact_rate,
    answered.answer_groups,
    answered.one_answer_groups,
    answered.one_answer_groups / nullif(answered.answer_groups, 0) as one_answer_rate,
    answered.changes,
    answered.late_changes,
    answered.late_changes / nullif(answered.changes, 0) as late_change_rate,
    answered.third_round_seekers,
    answered.third_round_flips,
    answered.third_round_flips / nullif(answered.third_round_seekers, 0) as third_round_flip_rate,
    {%- for count in ['events_in_time', 'events_late', 'events_overdue'] %}
    coalesce(duties.{{ count }}, 0) as {{ count }},
    {%- endfor %}
    duties.events_in_time / nullif(duties.events_in_time + duties.events_late + duties.events_overdue, 0) as timely_rate
from senders
left join files using (academic_year_be, college_code)
left join {{ ref('int_followups__answered') }} as answered using (academic_year_be, college_code)
left join duties using (academic_year_be, college_code)
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on senders.academic_year_be = colleges.academic_year_be
    and senders.college_code = colleges.college_code
order by senders.academic_year_be, senders.college_code
