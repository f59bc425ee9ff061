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

judged as (
    -- What each name means now: as the crosswalk is used, else why it is not.
    select level, field_th, meeting_field_th, confidence, reason
    from {{ ref('int_fields__crosswalked') }}
    where valid_to_academic_year_be is null
    union all by name
    select level, field_th, confidence, reason
    from {{ ref('field_crosswalk') }}
    where valid_to_academic_year_be is null
        and coalesce(confidence, 0) < {{ var('min_crosswalk_confidence') }}
),

centres as (
    select
        level,
        field_th,
        string_agg(distinct centre_id, ', ' order by centre_id) as centre_ids
    from {{ ref('centre_fields') }}
    where confidence = 1
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
    coalesce(judged.meeting_field_th, field_th) as meeting_field_th,
    judged.confidence as crosswalk_confidence,
    judged.reason as crosswalk_reason,
    centres.centre_ids,
    seen.first_seen_academic_year_be,
    seen.last_seen_academic_year_be
from names
full join seen using (level, field_th)
full join judged using (level, field_th)
left join centres using (level, field_th)
order by level, field_th
