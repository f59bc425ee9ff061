-- On which day each duty was done, as the rules of `done_when` say; NULL where what proves it is not held. The day may
-- still be to come, where what proves it is planned: the business date plays no part here, so a later one changes nothing.
{%- set key = ['rows_of', 'about', 'year_kind', 'year_be', 'reporter'] %}
with proofs as (
    -- A year that a source does not tell is the one that goes with it, else that of the day. A report is of the year of
    -- the event that it names, whenever it was made, and so of no other (0).
    select
        proofs.rows_of,
        coalesce(proofs.event_id, '') as about,
        proofs.reporter_code,
        proofs.centre_id,
        proofs.day,
        proofs.people,
        coalesce(
            if(proofs.event_id is null, null, 0),
            proofs.academic_year_be,
            proofs.fiscal_year_be - run.supply_year_offset,
            {{ academic_year_of('proofs.day') }}
        )::integer as academic,
        coalesce(
            if(proofs.event_id is null, null, 0),
            proofs.fiscal_year_be,
            proofs.academic_year_be + run.supply_year_offset,
            {{ fiscal_year_of('proofs.day') }}
        )::integer as fiscal
    from {{ ref('int_duties__proofs') }} as proofs
    cross join {{ ref('stg_runs') }} as run
),

-- The same rows prove what a college, its centre and the office have to do. A source that tells no centre tells of the
-- college in which the centre is; an event is reported by whoever owes it.
reporters as (
    select reporter_code as reporter, * from proofs where reporter_code is not null
    union all
    select centre_id as reporter, * from proofs where centre_id is not null
    union all
    select centres.centre_id as reporter, proofs.*
    from proofs
    inner join {{ ref('dim_cvm_centre') }} as centres on proofs.reporter_code = centres.college_code
    where proofs.centre_id is null and proofs.about = ''
    union all
    select 'OVEC' as reporter, * from proofs where about = ''
),

-- A source of many people proves but few of these, so what nobody is asked for is left out before anything is counted.
asked as (
    select distinct
        terms.rows_of,
        coalesce(terms.year_kind, owed.year_kind) as year_kind,
        owed.reporter = 'OVEC' as is_office
    from {{ ref('int_duties__owed') }} as owed
    inner join {{ ref('int_duties__terms') }} as terms
        on owed.duty_kind = terms.duty_kind
        and owed.duty_id = terms.duty_id
),

dated as (
    select
        reporters.rows_of,
        reporters.about,
        reporters.reporter,
        asked.year_kind,
        if(asked.year_kind = 'academic', reporters.academic, reporters.fiscal) as year_be,
        reporters.day,
        sum(reporters.people)::bigint as people
    from reporters
    inner join asked
        on reporters.rows_of = asked.rows_of
        and (reporters.reporter = 'OVEC') = asked.is_office
    group by all
),

counted as (
    select
        *,
        sum(people) over (partition by {{ key | join(', ') }} order by day nulls last) as so_far,
        max(people) filter (where day is null) over (partition by {{ key | join(', ') }}) as asked,
        sum(people) filter (where day is not null) over (partition by {{ key | join(', ') }}) as told_of
    from dated
),

proved as (
    select
        owed.duty_kind,
        owed.duty_id,
        owed.year_be,
        owed.reporter,
        terms.group_no,
        terms.proof_no,
        case terms.rule
            when 'last' then max(counted.day)
            when 'nth' then list_sort(list_distinct(list(counted.day)))[terms.nth]
            when 'share' then min(counted.day) filter (where counted.so_far >= terms.share * counted.asked)
            else min(counted.day)
        end as done_on,
        coalesce(max(counted.asked) = 0, false) as is_about_nobody,
        case when terms.rule = 'share' then max(counted.asked) end as people_asked,
        case when terms.rule = 'share' then coalesce(max(counted.told_of), 0) end as people_done
    from {{ ref('int_duties__owed') }} as owed
    inner join {{ ref('int_duties__terms') }} as terms
        on owed.duty_kind = terms.duty_kind
        and owed.duty_id = terms.duty_id
    left join counted
        on terms.rows_of = counted.rows_of
        and coalesce(replace(terms.about, '*', owed.year_be::varchar), '') = counted.about
        and coalesce(terms.year_kind, owed.year_kind) = counted.year_kind
        and if(terms.about is null, owed.year_be + terms.year_shift, 0) = counted.year_be
        and owed.reporter = counted.reporter
    group by
        owed.duty_kind, owed.duty_id, owed.year_be, owed.reporter, terms.group_no, terms.proof_no, terms.rule, terms.nth,
        terms.share
),

groups as (
    select
        duty_kind,
        duty_id,
        year_be,
        reporter,
        group_no,
        case when count(done_on) = count(*) then max(done_on) end as done_on,
        bool_or(is_about_nobody) as is_about_nobody,
        -- of several shares the first that is asked for
        arg_min(people_asked, proof_no) as people_asked,
        arg_min(people_done, proof_no) filter (where people_asked is not null) as people_done
    from proved
    group by all
)

select
    duty_kind,
    duty_id,
    year_be,
    reporter,
    min(done_on) as done_on,
    bool_and(is_about_nobody) as is_about_nobody,
    arg_min(people_asked, group_no)::bigint as people_asked,
    arg_min(people_done, group_no)::bigint as people_done
from groups
group by all
