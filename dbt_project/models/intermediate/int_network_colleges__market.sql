-- Supply, demand and agreements of each college of a CVM network, as a whole (level NULL) and by level: what stands beside its
-- graduates' employment. Of a college that has told of none in the centre's fields 0 is known, of one that has told nothing
-- it is not; a centre of a branch has no fields of its own. An agreement is of no level.
with reports as (
    select
        if(grouping(level) = 1, 'cvm_network_college', 'cvm_network_college_level') as breakdown,
        supply_academic_year_be as academic_year_be,
        centre_id,
        college_code,
        level,
        sum(supply)::bigint as supply_now,
        sum(demand_jobs)::bigint as demand_jobs,
        sum(demand_places)::bigint as demand_places
    from {{ ref('matching_report') }}
    group by grouping sets (
        (supply_academic_year_be, centre_id, college_code), (supply_academic_year_be, centre_id, college_code, level)
    )
),

learners as (
    select
        if(grouping(level) = 1, 'cvm_network_college', 'cvm_network_college_level') as breakdown,
        academic_year_be,
        centre_id,
        college_code,
        level,
        sum(learners - learners_without_year) filter (where years_of_study is not null) as learners_with_year,
        coalesce(bool_or(learners > 0 and years_of_study <= 1), false) as is_too_short,
        sum(learners_without_year) as learners_without_year,
        sum(learners_1) as learners_1,
        sum(learners_1) filter (where survival_1 is not null) as moved_1,
        sum(learners_1 + learners_2 + learners_3) as to_move,
        sum(
            if(survival_1 is null, 0, learners_1) + if(survival_2 is null, 0, learners_2)
            + if(survival_3 is null, 0, learners_3)
        ) as moved,
        coalesce({{ exact_sum('learners_1 * survival_1') }}, 0) as expected_1
    from {{ ref('int_supply__of_centres') }}
    group by grouping sets (
        (academic_year_be, centre_id, college_code), (academic_year_be, centre_id, college_code, level)
    )
),

agreements as (
    select
        'cvm_network_college' as breakdown,
        fields.academic_year_be,
        fields.centre_id,
        agreements.college_code,
        count(distinct agreements.agreement_id) as agreements
    from {{ ref('int_agreements__in_force') }} as agreements
    inner join {{ ref('int_fiscal_years__held') }} as years on agreements.fiscal_year_be = years.fiscal_year_be
    inner join {{ ref('int_centres__meeting_fields') }} as fields
        on years.supply_academic_year_be = fields.academic_year_be
        and agreements.level = fields.level
        and agreements.meeting_field_th = fields.meeting_field_th
    group by all
),

supplied as (
    select distinct academic_year_be, college_code, level
    from {{ ref('int_supply__with_labour') }}
    where supply_now is not null
),

levels as (
    select distinct academic_year_be, centre_id, level
    from {{ ref('int_centres__meeting_fields') }}
),

members as (
    select
        'cvm_network_college' as breakdown,
        networks.fiscal_year_be,
        networks.academic_year_be,
        networks.centre_id,
        networks.college_code,
        null::varchar as level,
        count(levels.level) > 0 as has_fields,
        count(supplied.level) > 0 as has_supply
    from {{ ref('int_centres__networks') }} as networks
    left join levels
        on networks.academic_year_be = levels.academic_year_be
        and networks.centre_id = levels.centre_id
    left join supplied
        on levels.academic_year_be = supplied.academic_year_be
        and levels.level = supplied.level
        and networks.college_code = supplied.college_code
    group by networks.fiscal_year_be, networks.academic_year_be, networks.centre_id, networks.college_code
    union all by name
    select breakdown, academic_year_be, centre_id, college_code, level
    from reports
    where breakdown = 'cvm_network_college_level'
)

select
    members.breakdown,
    members.academic_year_be,
    members.centre_id,
    members.college_code,
    members.level,
    coalesce(reports.supply_now, if(members.has_supply, 0, null)) as supply_now,
    case
        when learners.learners_with_year > 0
            and not learners.is_too_short
            and (
                learners.moved_1 > 0
                or (learners.learners_1 + learners.learners_without_year = 0 and learners.moved = learners.to_move)
            )
            then learners.expected_1
    end as supply_next_1,
    {%- for count in ['demand_jobs', 'demand_places'] %}
    coalesce(reports.{{ count }}, if(members.has_fields and tell.has_demands, 0, null)) as {{ count }},
    {%- endfor %}
    if(members.has_fields and tell.has_agreements, coalesce(agreements.agreements, 0), null) as agreements
from members
left join reports
    on members.breakdown = reports.breakdown
    and members.academic_year_be = reports.academic_year_be
    and members.centre_id = reports.centre_id
    and members.college_code = reports.college_code
    and members.level is not distinct from reports.level
left join learners
    on members.breakdown = learners.breakdown
    and members.academic_year_be = learners.academic_year_be
    and members.centre_id = learners.centre_id
    and members.college_code = learners.college_code
    and members.level is not distinct from learners.level
left join agreements
    on members.breakdown = agreements.breakdown
    and members.academic_year_be = agreements.academic_year_be
    and members.centre_id = agreements.centre_id
    and members.college_code = agreements.college_code
left join {{ ref('int_colleges__that_tell') }} as tell
    on members.fiscal_year_be = tell.fiscal_year_be
    and members.college_code = tell.college_code
