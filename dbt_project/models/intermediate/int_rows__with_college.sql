-- Every row in force of the sources that count people or list colleges, in one shape, with what the register says.
with rows_in_force as (
    select
        'outcome_counts' as source,
        graduates as people,
        * exclude (
            subject_type_th, graduates, followed, further_study, seeking, work_state_enterprise, work_government,
            work_private, self_employed, other
        )
    from {{ ref('stg_outcome_counts') }}
    union all by name
    select
        'enrolment_counts' as source,
        learners as people,
        * exclude (subject_type_th, learners, year_of_study)
    from {{ ref('stg_enrolment_counts') }}
    union all by name
    select
        'network_members' as source,
        members.fiscal_year_be - run.supply_year_offset as academic_year_be,
        members.* exclude (fiscal_year_be, joined_on)
    from {{ ref('stg_network_members') }} as members
    cross join {{ ref('stg_runs') }} as run
)

select
    rows_in_force.source,
    rows_in_force.academic_year_be,
    rows_in_force.college_code,
    rows_in_force.level,
    rows_in_force.field_th,
    rows_in_force.branch_th,
    rows_in_force.centre_id,
    rows_in_force.tier,
    rows_in_force.people,
    rows_in_force.check_college_name_th,
    rows_in_force.check_province_code,
    rows_in_force.check_ownership,
    rows_in_force.college_match,
    colleges.college_code is not null as is_college_known,
    colleges.college_name_th,
    colleges.province_code,
    colleges.ownership,
    {{ place_of_row('rows_in_force') }}
from rows_in_force
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on rows_in_force.college_code = colleges.college_code
    and rows_in_force.academic_year_be = colleges.academic_year_be
