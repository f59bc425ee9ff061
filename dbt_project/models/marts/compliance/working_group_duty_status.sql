select
    {{ surrogate_key(['owed.year_be', 'owed.college_code', 'owed.duty_id']) }} as working_group_duty_id,
    owed.year_be as academic_year_be,
    owed.region_th,
    owed.province_code,
    owed.ownership,
    owed.college_code,
    owed.duty_id,
    duties.unit_th,
    duties.duty_th,
    duties.duty_en,
    done.done_on,
    {{ duty_status('done.done_on', 'null::date', 'not done.is_about_nobody', 'run.as_of') }} as status
from {{ ref('int_duties__owed') }} as owed
inner join {{ ref('int_duties__done') }} as done
    on owed.duty_kind = done.duty_kind
    and owed.duty_id = done.duty_id
    and owed.year_be = done.year_be
    and owed.reporter = done.reporter
inner join {{ ref('working_group_duties') }} as duties on owed.duty_id = duties.duty_id
cross join {{ ref('stg_runs') }} as run
where owed.duty_kind = 'group' and owed.is_applicable
order by owed.year_be, owed.college_code, owed.duty_id
