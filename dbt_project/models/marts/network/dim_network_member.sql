with mapped as (
    select *
    from {{ ref('centre_fields') }}
    where confidence = 1
),

taught as (
    -- A centre with a branch has a network only where a source carries branches.
    select
        taught_rows.academic_year_be,
        mapped.centre_id,
        taught_rows.college_code,
        (sum(taught_rows.people) filter (where taught_rows.source = 'outcome_counts'))::bigint as graduates,
        (sum(taught_rows.people) filter (where taught_rows.source = 'enrolment_counts'))::bigint as learners
    from {{ ref('int_rows__with_college') }} as taught_rows
    inner join mapped
        on taught_rows.level = mapped.level
        and taught_rows.field_th = mapped.field_th
        and (mapped.branch_th is null or taught_rows.branch_th = mapped.branch_th)
    where taught_rows.people > 0
    group by all
),

listed as (
    -- Equal members of two fiscal-year rows cannot be: centre, college and fiscal year are the key of the source.
    select
        members.fiscal_year_be - run.supply_year_offset as academic_year_be,
        members.centre_id,
        members.college_code,
        members.tier,
        members.joined_on
    from {{ ref('stg_network_members') }} as members
    cross join {{ ref('stg_runs') }} as run
)

select
    {{ surrogate_key(['academic_year_be', 'centre_id', 'college_code']) }} as network_member_id,
    academic_year_be,
    centre_id,
    college_code,
    case
        when listed.tier is null then 'taught'
        when coalesce(taught.graduates, taught.learners) is null then 'listed'
        else 'both'
    end as membership_basis,
    'counts' as basis,
    taught.graduates,
    taught.learners,
    listed.tier,
    listed.joined_on
from taught
full join listed using (academic_year_be, centre_id, college_code)
order by academic_year_be, centre_id, college_code
