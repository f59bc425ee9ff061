-- The names by which the fields of each CVM centre are told, by academic year and level; under the level `any` for what is
-- told without one, such as the field of a teacher. A centre of a branch has none.
with names as (
    select level, field_th from {{ ref('int_fields__crosswalked') }}
    union
    select level, meeting_field_th from {{ ref('int_centres__meeting_fields') }}
),

dated as (
    select
        years.academic_year_be,
        names.level,
        names.field_th
    from names
    cross join (select distinct academic_year_be from {{ ref('int_centres__meeting_fields') }}) as years
),

met as (
    select
        dated.*,
        {{ meeting_field('dated', 'crosswalk') }} as meeting_field_th
    from dated
    left join {{ ref('int_fields__crosswalked') }} as crosswalk
        on {{ is_crosswalked('dated', 'crosswalk') }}
),

named as (
    select
        fields.centre_id,
        met.academic_year_be,
        met.level,
        met.field_th
    from met
    inner join {{ ref('int_centres__meeting_fields') }} as fields
        on met.academic_year_be = fields.academic_year_be
        and met.level = fields.level
        and met.meeting_field_th = fields.meeting_field_th
)

select centre_id, academic_year_be, level, field_th from named
union
select centre_id, academic_year_be, 'any', field_th from named
