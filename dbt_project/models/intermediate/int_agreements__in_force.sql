-- Agreements in every fiscal year in which they are in force, once for each field and each level that has a field of the name.
with in_force as (
    select
        years.fiscal_year_be,
        years.supply_academic_year_be,
        agreements.college_code,
        agreements.agreement_id,
        agreements.agreement_kind,
        establishments.resolved_establishment_id as establishment_id,
        agreements.dual_system = 'yes' as has_dual_system,
        agreements.signed_on,
        agreements.expires_on,
        agreements.seats,
        agreements.field_th
    from {{ ref('stg_agreements') }} as agreements
    cross join {{ ref('stg_runs') }} as run
    inner join {{ ref('int_fiscal_years__held') }} as years
        -- what is to be signed one day is not in force
        on agreements.signed_on <= least(years.ends_on, run.as_of)
        and (agreements.expires_on is null or agreements.expires_on >= years.starts_on)
    left join {{ ref('dim_establishment') }} as establishments
        on agreements.establishment_id = establishments.establishment_id
)

select
    in_force.fiscal_year_be,
    in_force.college_code,
    colleges.region_th,
    colleges.province_code,
    colleges.ownership,
    in_force.agreement_id,
    in_force.agreement_kind,
    in_force.establishment_id,
    in_force.has_dual_system,
    in_force.signed_on,
    in_force.expires_on,
    in_force.seats,
    crosswalk.level,
    in_force.field_th,
    {{ meeting_field('in_force', 'crosswalk') }} as meeting_field_th
from in_force
left join {{ ref('int_fields__crosswalked') }} as crosswalk
    on in_force.field_th = crosswalk.field_th
    and {{ is_valid_in('crosswalk', 'in_force.supply_academic_year_be') }}
left join {{ ref('int_colleges__by_fiscal_year') }} as colleges
    on in_force.fiscal_year_be = colleges.fiscal_year_be
    and in_force.college_code = colleges.college_code
