with used as (
    select
        level,
        field_th,
        valid_from_academic_year_be,
        valid_to_academic_year_be,
        meeting_field_th,
        field_code as meeting_field_code,
        confidence,
        reason
    from {{ ref('field_crosswalk') }}
    -- unmapped names have no confidence
    where confidence >= {{ var('min_crosswalk_confidence') }}
),

aliases as (
    -- Another name of a field follows the field, unless the crosswalk judges that name itself.
    select used.* replace (name_aliases.alias as field_th)
    from used
    inner join {{ ref('name_aliases') }} as name_aliases
        on used.field_th = name_aliases.name
    where name_aliases.kind = 'field'
        and name_aliases.confidence = 1
        and (used.level, name_aliases.alias) not in (
            select (judged.level, judged.field_th) from {{ ref('field_crosswalk') }} as judged
        )
)

select * from used
union all by name
select * from aliases
