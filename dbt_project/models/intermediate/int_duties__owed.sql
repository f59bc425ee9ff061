-- Who owes what: each event of the calendar by each of those to whom it applies, and each duty of a working group by each
-- college, in the years in which there are such groups. A college is taken as it was on the last day of the duty, the
-- earliest known version reaching back.
with events as (
    select
        'event' as duty_kind,
        events.event_id as duty_id,
        events.applies_to,
        events.year_kind,
        events.year_be,
        coalesce(
            events.closes_on,
            case events.year_kind
                when 'academic' then {{ academic_year_end('events.year_be') }}
                else {{ fiscal_year_end('events.year_be') }}
            end
        ) as judged_on
    from {{ ref('stg_calendar') }} as events
    cross join {{ ref('stg_runs') }} as run
),

duties as (
    select * from events
    union all
    select
        'group',
        duties.duty_id,
        'college',
        'academic',
        groups.academic_year_be,
        {{ academic_year_end('groups.academic_year_be') }}
    from {{ ref('working_group_duties') }} as duties
    cross join (select distinct academic_year_be from {{ ref('int_working_groups__asked') }}) as groups
    cross join {{ ref('stg_runs') }} as run
    where duties.done_when is not null
),

by_college as (
    select
        duties.*,
        'college' as reporter_kind,
        colleges.college_code as reporter,
        colleges.college_code,
        coalesce(colleges.status, 'open') = 'open' as is_applicable,
        colleges.region_th,
        colleges.province_code,
        colleges.institute_name,
        colleges.ownership
    from duties
    inner join {{ ref('dim_college') }} as colleges
        on coalesce(colleges.valid_from, '-infinity'::date) <= duties.judged_on
        and coalesce(colleges.valid_to, 'infinity'::date) > duties.judged_on
    where colleges.source = 'register'
        and (
            duties.applies_to = 'college'
            or (duties.applies_to in ('public_college', 'public_college_and_institute') and colleges.ownership = 'public')
        )
),

by_institute as (
    select
        duties.*,
        'institute' as reporter_kind,
        institutes.institute_name as reporter,
        true as is_applicable,
        institutes.institute_name
    from duties
    cross join {{ ref('dim_institute') }} as institutes
    where duties.applies_to = 'public_college_and_institute'
),

by_centre as (
    -- A centre owes nothing of the years before its appointment.
    select
        duties.*,
        'centre' as reporter_kind,
        centres.centre_id as reporter,
        centres.college_code,
        duties.year_be >= centres.appointed_fiscal_year_be as is_applicable,
        centres.centre_id,
        centres.region_th,
        centres.province_code
    from duties
    cross join {{ ref('dim_cvm_centre') }} as centres
    where duties.applies_to = 'centre'
),

by_office as (
    select duties.*, 'office' as reporter_kind, 'OVEC' as reporter, true as is_applicable
    from duties
    where duties.applies_to = 'office'
)

select * from by_college
union all by name
select * from by_institute
union all by name
select * from by_centre
union all by name
select * from by_office
