{{ config(materialized="view") }}
-- The rules that hold any row against the register and the lists. A column named after a rule is TRUE where the row
-- fails it, FALSE where it passes, NULL where there is nothing to compare. Rules never drop a row.
with all_rows as (
    select * from {{ ref('int_rows__with_college') }}
    union all by name
    select * from {{ ref('int_people__with_college') }}
    union all by name
    select * from {{ ref('int_reports__with_college') }}
),

-- A source that tells no levels may name a field of any.
listed as (
    select distinct level, field_th
    from {{ ref('int_fields__listed') }}
    union all
    select distinct 'any', field_th
    from {{ ref('int_fields__listed') }}
),

institutes as (
    select count(*) > 0 as are_held
    from {{ ref('dim_institute') }}
)

select
    all_rows.source,
    {{ place_of_row('all_rows') }},
    not all_rows.is_college_known as waiting_for_colleges,
    -- A college that was found by its name has no code that could contradict it.
    case
        when all_rows.college_match is null and all_rows.check_college_name_th = all_rows.college_name_th then false
        when all_rows.college_match is null
            then {{ comparable_name('all_rows.check_college_name_th') }}
                <> {{ comparable_name('all_rows.college_name_th') }}
    end as name_differs,
    all_rows.check_province_code <> all_rows.province_code as province_differs,
    all_rows.check_ownership <> all_rows.ownership as ownership_differs,
    case
        when (all_rows.level is not null or not all_rows.has_levels) and all_rows.field_th is not null
            then listed.field_th is null
    end as field_not_listed,
    case
        when all_rows.source in ('students', 'graduates', 'intentions')
            and all_rows.level = 'bachelor' and all_rows.is_college_known and institutes.are_held
            then all_rows.institute_name is null
    end as bachelor_without_institute
from all_rows
left join listed on coalesce(all_rows.level, 'any') = listed.level and all_rows.field_th = listed.field_th
cross join institutes
