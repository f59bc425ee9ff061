-- Every name that is known at a level, once for each list it stands in.
with curriculum as (
    select
        levels.level,
        fields.field_th,
        'curriculum_2567' as list_name,
        fields.field_code,
        fields.subject_type_th,
        fields.occupation_group_th
    from {{ ref('fields_2567') }} as fields
    inner join {{ ref('levels') }} as levels on fields.level = levels.label_th
),

observed as (
    select
        levels.level,
        fields.field_th,
        'observed_ay2566' as list_name,
        fields.subject_type_th
    from {{ ref('fields_observed_ay2566') }} as fields
    inner join {{ ref('levels') }} as levels on fields.level = levels.label_th
),

centres as (
    select distinct
        level,
        field_th,
        'cvm_centre' as list_name
    from {{ ref('centre_fields') }}
    where confidence = 1
),

known as (
    select * from curriculum
    union all by name
    select * from observed
    union all by name
    select * from centres
),

aliases as (
    select distinct
        known.level,
        name_aliases.alias as field_th,
        'alias' as list_name
    from {{ ref('name_aliases') }} as name_aliases
    inner join known on name_aliases.name = known.field_th
    where name_aliases.kind = 'field' and name_aliases.confidence = 1
)

select * from known
union all by name
select * from aliases
