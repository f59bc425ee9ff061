with known as (
    select distinct level, field_th
    from {{ ref('int_fields__listed') }}
),

crosswalked as (
    select *
    from {{ ref('int_fields__crosswalked') }}
),

judged_levels as (
    -- short courses have no curriculum whose names could change
    select distinct level from {{ ref('field_crosswalk') }}
),

all_rows as (
    select source, academic_year_be, level, field_th, people, null as person, true as has_levels
    from {{ ref('int_rows__with_college') }}
    union all
    -- Only these are looked for among all people; a join is told of them before it reads.
    select people.source, people.academic_year_be, people.level, people.field_th, null, people.student_key, true
    from {{ ref('int_people__with_college') }} as people
    semi join (
        select scopes.source, scopes.academic_year_be, scopes.college_code, scopes.level, scopes.field_th
        from {{ ref('int_people__scopes') }} as scopes
        left join crosswalked on {{ is_crosswalked('scopes', 'crosswalked') }}
        where crosswalked.level is null
            or (scopes.level, scopes.field_th) not in (select (known.level, known.field_th) from known)
    ) as unlisted using (source, academic_year_be, college_code, level, field_th)
    union all
    select source, academic_year_be, level, field_th, null, person, has_levels
    from {{ ref('int_reports__with_college') }}
),

named_rows as (
    -- A source without levels is held against the names of all levels.
    select
        all_rows.*,
        if(
            all_rows.has_levels,
            all_rows.level is not null
                and (all_rows.level, all_rows.field_th) not in (select (known.level, known.field_th) from known),
            all_rows.field_th not in (select known.field_th from known)
        ) as is_unlisted,
        if(
            all_rows.has_levels,
            crosswalked.level is null and all_rows.level in (select judged_levels.level from judged_levels),
            all_rows.field_th not in (select crosswalked.field_th from crosswalked)
        ) as is_not_crosswalked
    from all_rows
    left join crosswalked on {{ is_crosswalked('all_rows', 'crosswalked') }}
    where all_rows.field_th is not null
),

{#- A graduate may stand in three rounds. #}
{% set counts = 'count(*) as source_rows, coalesce(sum(people), count(distinct person)) as people' %}
fields as (
    select
        'field' as kind,
        source,
        academic_year_be,
        level,
        field_th as name_th,
        {{ counts }}
    from named_rows
    where is_unlisted
    group by all
),

curriculum_names as (
    select
        source,
        academic_year_be,
        coalesce(level, 'any') as level,
        field_th,
        {{ counts }}
    from named_rows
    where is_not_crosswalked
    group by all
),

not_used as (
    -- What the crosswalk says of names that it does not map, or only proposes to.
    select * rename (meeting_field_th as proposed_field_th)
    from {{ ref('field_crosswalk') }}
    where coalesce(confidence, 0) < {{ var('min_crosswalk_confidence') }}
),

said as (
    select level, field_th, valid_from_academic_year_be, valid_to_academic_year_be, reason, proposed_field_th
    from not_used
    union all by name
    select 'any' as level, field_th, min(reason) as reason, min(proposed_field_th) as proposed_field_th
    from not_used
    group by field_th
),

curriculum as (
    select
        'curriculum' as kind,
        names.source,
        names.academic_year_be,
        nullif(names.level, 'any') as level,
        names.field_th as name_th,
        names.source_rows,
        names.people,
        coalesce(said.reason, 'not_judged') as reason,
        said.proposed_field_th
    from curriculum_names as names
    left join said on {{ is_crosswalked('names', 'said') }}
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
    select *, name_th as compared_th from curriculum
    union all by name
    select * rename (field_th as compared_th) from centre_fields
),

-- Names are compared with those of their level, names without a level with those of all levels: of the lists, or where
-- the crosswalk does not map them, of the fields in which names meet.
comparable as (
    select 'field' as kind, level, field_th from known
    union all
    select distinct 'centre_field' as kind, null as level, field_th from known
    union all
    select distinct 'field' as kind, null as level, field_th from known
    union all
    select distinct 'curriculum' as kind, level, meeting_field_th from crosswalked
    union all
    select distinct 'curriculum' as kind, null as level, meeting_field_th from crosswalked
),

candidates as (
    select
        unmapped.kind,
        unmapped.compared_th,
        unmapped.level,
        comparable.field_th,
        {{ name_similarity('unmapped.compared_th', 'comparable.field_th') }} as similarity
    from (select distinct kind, compared_th, level from unmapped) as unmapped
    inner join comparable
        on unmapped.kind = comparable.kind
        and unmapped.level is not distinct from comparable.level
        and unmapped.compared_th <> comparable.field_th
    qualify row_number() over (
        partition by unmapped.kind, unmapped.compared_th, unmapped.level
        order by similarity desc, comparable.field_th
    ) <= 3
),

nearest as (
    select
        kind,
        compared_th,
        level,
        string_agg(format('{} ({:.2f})', field_th, similarity), '; ' order by similarity desc, field_th) as candidates,
        max(similarity) as best_similarity
    from candidates
    group by kind, compared_th, level
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
    unmapped.proposed_field_th,
    nearest.candidates
from unmapped
left join nearest
    on unmapped.kind = nearest.kind
    and unmapped.compared_th = nearest.compared_th
    and unmapped.level is not distinct from nearest.level
order by unmapped.kind desc, unmapped.source, unmapped.academic_year_be, unmapped.people desc, unmapped.name_th
