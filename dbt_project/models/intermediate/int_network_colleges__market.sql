-- Supply and demand of each college of a CVM network, by level: what stands beside its graduates' employment.
with reports as (
    select
        supply_academic_year_be as academic_year_be,
        centre_id,
        college_code,
        level,
        sum(supply)::bigint as supply_now,
        sum(demand_jobs)::bigint as demand_jobs,
        sum(demand_places)::bigint as demand_places,
        count(agreements_in_force) > 0 as has_agreements
    from {{ ref('matching_report') }}
    group by all
),

learners as (
    select
        academic_year_be,
        centre_id,
        college_code,
        level,
        any_value(years_of_study) as years_of_study,
        sum(learners - learners_without_year) as learners_with_year,
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
    group by all
),

agreements as (
    select
        fields.academic_year_be,
        fields.centre_id,
        agreements.college_code,
        agreements.level,
        count(distinct agreements.agreement_id) as agreements
    from {{ ref('int_agreements__in_force') }} as agreements
    inner join {{ ref('int_fiscal_years__held') }} as years on agreements.fiscal_year_be = years.fiscal_year_be
    inner join {{ ref('int_centres__meeting_fields') }} as fields
        on years.supply_academic_year_be = fields.academic_year_be
        and agreements.level = fields.level
        and agreements.meeting_field_th = fields.meeting_field_th
    group by all
)

select
    reports.academic_year_be,
    reports.centre_id,
    reports.college_code,
    reports.level,
    reports.supply_now,
    case
        when learners.learners_with_year > 0
            and learners.years_of_study > 1
            and (
                learners.moved_1 > 0
                or (learners.learners_1 + learners.learners_without_year = 0 and learners.moved = learners.to_move)
            )
            then learners.expected_1
    end as supply_next_1,
    reports.demand_jobs,
    reports.demand_places,
    case when reports.has_agreements then coalesce(agreements.agreements, 0) end as agreements
from reports
left join learners using (academic_year_be, centre_id, college_code, level)
left join agreements using (academic_year_be, centre_id, college_code, level)
