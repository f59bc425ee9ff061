-- Every row of the list of overrides, with what it means, or why it cannot be read: one that cannot is refused alone.
{%- set columns = [
    'fiscal_year_be', 'demand_kind', 'level', 'field_th', 'college_code', 'establishment_id', 'province_code', 'action',
    'persons', 'reason', 'decided_by', 'decided_on'
] %}
with typed as (
    select
        concat_ws(',' {%- for column in columns %}, coalesce({{ column }}, ''){% endfor %}) as row_told,
        try_cast(fiscal_year_be as integer) as fiscal_year_be,
        demand_kind,
        level as level_told,
        {{ match_level('demand_kind', 'level') }} as level,
        field_th,
        college_code,
        establishment_id,
        province_code,
        action,
        -- a number with a fraction is none of persons
        case when regexp_full_match(persons, '[0-9]{1,6}') then persons::bigint end as persons,
        persons as persons_told,
        reason,
        decided_by,
        try_cast(decided_on as date) as decided_on,
        row_number() over (partition by row_told) as copy
    from {{ ref('match_overrides') }}
),

met as (
    select
        typed.* exclude (establishment_id),
        coalesce(establishments.resolved_establishment_id, typed.establishment_id) as establishment_id,
        establishments.establishment_id is not null as is_establishment_known,
        -- needs for teachers are pooled: the first field that the name meets at any level
        min(crosswalk.meeting_field_th) as meeting_field_th
    from typed
    cross join {{ ref('stg_runs') }} as run
    left join {{ ref('dim_establishment') }} as establishments
        on typed.establishment_id = establishments.establishment_id
    left join {{ ref('int_fields__crosswalked') }} as crosswalk
        on typed.field_th = crosswalk.field_th
        and coalesce(typed.level = crosswalk.level, true)
        and {{ is_valid_in('crosswalk', '(typed.fiscal_year_be - run.supply_year_offset)') }}
    group by all
),

judged as (
    select
        * exclude (meeting_field_th),
        coalesce(meeting_field_th, field_th) as meeting_field_th,
        case
            when fiscal_year_be is null then 'year_not_readable'
            when not coalesce(demand_kind in ('{{ match_kinds() | join("', '") }}'), false) then 'kind_unknown'
            when demand_kind <> 'teacher_placement'
                and not coalesce(level_told in (select levels.level from {{ ref('levels') }} as levels), false)
                then 'level_unknown'
            when field_th is null then 'field_missing'
            when not coalesce(
                college_code in (select colleges.college_code from {{ ref('dim_college') }} as colleges), false
            ) then 'college_unknown'
            when not is_establishment_known then 'establishment_unknown'
            when province_code is not null
                and province_code not in (select provinces.province_code from {{ ref('provinces') }} as provinces)
                then 'province_unknown'
            when not coalesce(action in ('pin', 'forbid'), false) then 'action_unknown'
            when action = 'pin' and not coalesce(persons >= 1, false) then 'persons_not_readable'
            when action = 'forbid' and persons_told is not null then 'persons_of_a_forbid'
            when reason is null or decided_by is null or decided_on is null then 'decision_not_told'
        end as refusal
    from met
),

counted as (
    -- Of rows about one pair the first stands.
    select
        *,
        row_number() over (
            partition by
                refusal is null, fiscal_year_be, demand_kind, level, meeting_field_th, college_code, establishment_id,
                province_code
            order by row_told, copy
        ) as occurrence
    from judged
)

select
    {{ surrogate_key(['counted.row_told', 'counted.copy']) }} as override_id,
    counted.row_told,
    counted.fiscal_year_be,
    counted.demand_kind,
    counted.level,
    counted.field_th,
    counted.meeting_field_th,
    counted.college_code,
    people.college_node,
    counted.establishment_id,
    counted.province_code,
    counted.action,
    counted.persons,
    counted.reason,
    counted.decided_by,
    counted.decided_on,
    coalesce(counted.refusal, if(counted.occurrence > 1, 'stands_twice', null)) as refusal
from counted
left join {{ ref('int_match__people') }} as people
    on {{ is_same_problem('counted', 'people') }}
    and counted.college_code = people.college_code
