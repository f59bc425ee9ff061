with mapped as (
    select *
    from {{ ref('centre_fields') }}
    where confidence = 1
),

people as (
    select academic_year_be, college_code, level, field_th, branch_th, basis, graduates, 0 as learners
    from {{ ref('int_graduates__by_field') }}
    union all
    select academic_year_be, college_code, level, field_th, branch_th, basis, 0, learners
    from {{ ref('int_learners__by_field') }}
),

taught as (
    -- A centre with a branch has a network only where a source carries branches.
    select
        people.academic_year_be,
        mapped.centre_id,
        people.college_code,
        case when min(people.basis) = max(people.basis) then min(people.basis) else 'mixed' end as basis,
        nullif(sum(people.graduates), 0)::bigint as graduates,
        nullif(sum(people.learners), 0)::bigint as learners
    from people
    inner join mapped
        on people.level = mapped.level
        and people.field_th = mapped.field_th
        and (mapped.branch_th is null or people.branch_th = mapped.branch_th)
    where people.graduates + people.learners > 0
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
    coalesce(taught.basis, 'counts') as basis,
    taught.graduates,
    taught.learners,
    listed.tier,
    listed.joined_on
from taught
full join listed using (academic_year_be, centre_id, college_code)
order by academic_year_be, centre_id, college_code
