with names as (
    select
        level,
        field_th,
        string_agg(distinct list_name, ', ' order by list_name) as listed_in,
        min(field_code) as field_code,
        string_agg(distinct subject_type_th, ' / ' order by subject_type_th) as subject_types_th,
        min(occupation_group_th) as occupation_group_th
    from {{ ref('int_fields__listed') }}
    group by level, field_th
),

all_rows as (
    select level, field_th, academic_year_be from {{ ref('int_rows__with_college') }}
    union all
    select level, field_th, academic_year_be from {{ ref('int_people__scopes') }}
    union all
    select level, field_th, academic_year_be from {{ ref('int_reports__with_college') }}
),

seen as (
    select
        level,
        field_th,
        min(academic_year_be) as first_seen_academic_year_be,
        max(academic_year_be) as last_seen_academic_year_be
    from all_rows
    where level is not null and field_th is not null
    group by level, field_th
)

select
    level,
    field_th,
    names.listed_in is not null as is_listed,
    names.listed_in,
    names.field_code,
    names.subject_types_th,
    names.occupation_group_th,
    seen.first_seen_academic_year_be,
    seen.last_seen_academic_year_be
from names
full join seen using (level, field_th)
order by level, field_th
