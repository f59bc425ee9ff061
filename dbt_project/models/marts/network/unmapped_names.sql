with known as (
    select distinct level, field_th
    from {{ ref('int_fields__listed') }}
),

all_rows as (
    select source, academic_year_be, level, field_th, people, null as person, true as has_levels
    from {{ ref('int_rows__with_college') }}
    union all
    -- only these are looked for among all people
    select source, academic_year_be, level, field_th, null, student_key, true
    from {{ ref('int_people__with_college') }}
    where (source, level, field_th) in (
        select (scopes.source, scopes.level, scopes.field_th)
        from {{ ref('int_people__scopes') }} as scopes
        where (scopes.level, scopes.field_th) not in (select (known.level, known.field_th) from known)
    )
    union all
    select source, academic_year_be, level, field_th, null, person, has_levels
    from {{ ref('int_reports__with_college') }}
),

fields as (
    select
        'field' as kind,
        source,
        academic_year_be,
        level,
        field_th as name_th,
        count(*) as source_rows,
        -- A graduate may stand in three rounds.
        coalesce(sum(people), count(distinct person)) as people
    from all_rows
    where field_th is not null
        and if(
            has_levels,
            level is not null and (level, field_th) not in (select (known.level, known.field_th) from known),
            field_th not in (select known.field_th from known)
        )
    group by all
),

sources_of_year as (
    -- What a source carries decides which networks it can show.
    select
        source,
        academic_year_be,
        count(branch_th) > 0 as has_branches
    from {{ ref('int_rows__with_college') }}
    where source <> 'network_members'
    group by all
),

centre_fields as (
    -- A centre without a network in a source and year, and why.
    select
        'centre_field' as kind,
        sources_of_year.source,
        sources_of_year.academic_year_be,
        centres.centre_id,
        centres.field_th || coalesce(' / ' || centres.branch_th, '') as name_th,
        centres.field_th,
        0 as source_rows,
        0 as people,
        case
            when centres.mapped_fields = 0 and centres.undecided_fields = 0 then 'no_equal_name'
            when centres.mapped_fields = 0 then 'near_name_undecided'
            when centres.branch_th is not null and not sources_of_year.has_branches then 'source_without_branches'
            when centres.branch_th is not null then 'branch_not_seen'
            else 'equal_name_not_taught'
        end as reason
    from {{ ref('dim_cvm_centre') }} as centres
    cross join sources_of_year
    left join {{ ref('dim_network_member') }} as members
        on centres.centre_id = members.centre_id
        and sources_of_year.academic_year_be = members.academic_year_be
        and if(sources_of_year.source = 'outcome_counts', members.graduates, members.learners) > 0
    where members.centre_id is null
),

unmapped as (
    select *, name_th as compared_th from fields
    union all by name
    select * rename (field_th as compared_th) from centre_fields
),

-- A field is compared with the names of its level, a centre's field (which has no level) with those of all levels.
candidates as (
    select
        unmapped.compared_th,
        unmapped.level,
        known.field_th,
        {{ name_similarity('unmapped.compared_th', 'known.field_th') }} as similarity
    from (select distinct compared_th, level from unmapped) as unmapped
    inner join (
        select level, field_th from known
        union all
        select distinct null, field_th from known
    ) as known
        on unmapped.level is not distinct from known.level and unmapped.compared_th <> known.field_th
    qualify row_number() over (
        partition by unmapped.compared_th, unmapped.level order by similarity desc, known.field_th
    ) <= 3
),

nearest as (
    select
        compared_th,
        level,
        string_agg(format('{} ({:.2f})', field_th, similarity), '; ' order by similarity desc, field_th) as candidates,
        max(similarity) as best_similarity
    from candidates
    group by compared_th, level
)

select
    {{ surrogate_key(['unmapped.kind', 'unmapped.source', 'unmapped.academic_year_be', 'unmapped.level',
                      'unmapped.centre_id', 'unmapped.name_th']) }} as unmapped_name_id,
    unmapped.kind,
    unmapped.source,
    unmapped.academic_year_be,
    unmapped.level,
    unmapped.centre_id,
    unmapped.name_th,
    {{ basis_of_source('unmapped.source') }} as basis,
    unmapped.source_rows,
    unmapped.people::bigint as people,
    coalesce(
        unmapped.reason,
        case
            when unmapped.name_th in (select known.field_th from known) then 'known_at_other_level'
            when nearest.best_similarity >= {{ var('near_name_similarity') }} then 'near_known_name'
            else 'in_no_list'
        end
    ) as reason,
    nearest.candidates
from unmapped
left join nearest
    on unmapped.compared_th = nearest.compared_th and unmapped.level is not distinct from nearest.level
order by unmapped.kind desc, unmapped.source, unmapped.academic_year_be, unmapped.people desc, unmapped.name_th
