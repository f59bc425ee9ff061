-- Who is to enter progress in e-MVS in a round, by the calendar, and who has, whether asked or not: once for each issue
-- of the round, and once (NULL) for all of them together.
with asked as (
    select
        events.year_be as fiscal_year_be,
        events.round,
        owed.reporter,
        any_value(owed.reporter_kind) as reporter_kind,
        any_value(owed.region_th) as region_th,
        any_value(owed.province_code) as province_code,
        any_value(owed.institute_name) as institute_name
    from {{ ref('int_duties__owed') }} as owed
    inner join {{ ref('stg_calendar') }} as events on owed.duty_id = events.event_id
    where owed.duty_kind = 'event' and owed.is_applicable and events.year_kind = 'fiscal' and events.round is not null
        and owed.duty_id in (
            select terms.duty_id from {{ ref('int_duties__terms') }} as terms
            where starts_with(terms.rows_of, 'emvs_progress.')
        )
    group by all
),

progress as (
    select
        fiscal_year_be,
        round,
        reporter_code as reporter,
        issue_code,
        progress_percent,
        submitted_on
    from {{ ref('stg_emvs_progress') }}
),

by_issue as (
    select * from progress
    union all
    -- the mean of a reporter's issues, exact so that no order of adding up matters
    select
        fiscal_year_be,
        round,
        reporter,
        null as issue_code,
        {{ exact_sum('progress_percent') }} / count(*) as progress_percent,
        max(submitted_on) as submitted_on
    from progress
    group by all
),

issues as (
    select distinct fiscal_year_be, round, issue_code from by_issue
    union
    select asked.fiscal_year_be, asked.round, issues.issue_code
    from asked
    inner join {{ ref('emvs_issues') }} as issues on asked.fiscal_year_be = issues.fiscal_year_be
    union
    select distinct fiscal_year_be, round, null from asked
),

reporters as (
    select * from asked
    union all by name
    select distinct
        progress.fiscal_year_be,
        progress.round,
        progress.reporter,
        if(colleges.college_code is null, 'institute', 'college') as reporter_kind,
        colleges.region_th,
        colleges.province_code,
        if(colleges.college_code is null, progress.reporter, colleges.institute_name) as institute_name
    from progress
    anti join asked using (fiscal_year_be, round, reporter)
    left join {{ ref('dim_college') }} as colleges
        on progress.reporter = colleges.college_code
        and colleges.is_current
)

select
    reporters.*,
    issues.issue_code,
    asked.reporter is not null as is_asked,
    entered.progress_percent,
    entered.submitted_on,
    entered.progress_percent - before.progress_percent as change
from reporters
inner join issues
    on reporters.fiscal_year_be = issues.fiscal_year_be
    and reporters.round = issues.round
left join asked
    on reporters.fiscal_year_be = asked.fiscal_year_be
    and reporters.round = asked.round
    and reporters.reporter = asked.reporter
left join by_issue as entered
    on reporters.fiscal_year_be = entered.fiscal_year_be
    and reporters.round = entered.round
    and reporters.reporter = entered.reporter
    and issues.issue_code is not distinct from entered.issue_code
left join by_issue as before
    on reporters.fiscal_year_be = before.fiscal_year_be
    and reporters.round - 1 = before.round
    and reporters.reporter = before.reporter
    and issues.issue_code is not distinct from before.issue_code
