-- Key results of what a centre's colleges tell of establishments in its field: who needs manpower, and who is matched.
-- They are known where a college of the network tells of the year, and none of a branch, for nothing is told by branch.
with fields as (
    select distinct fiscal_year_be, centre_id
    from {{ ref('int_centres__field_names') }}
),

demands as (
    select
        members.centre_id,
        members.fiscal_year_be,
        demands.establishment_id,
        demands.place
    from {{ ref('int_demands__told') }} as demands
    inner join {{ ref('int_centres__networks') }} as members
        on demands.fiscal_year_be = members.fiscal_year_be
        and demands.college_code = members.college_code
    inner join {{ ref('int_centres__meeting_fields') }} as fields
        on members.academic_year_be = fields.academic_year_be
        and members.centre_id = fields.centre_id
        and demands.level = fields.level
        and demands.meeting_field_th = fields.meeting_field_th
    where demands.told_in = 'demands'
),

told as (
    -- Each row once, though an agreement has one for each level and a field several names.
    select
        fiscal_year_be,
        college_code,
        establishment_id,
        level,
        meeting_field_th,
        null as field_th,
        agreement_id || ' ' || field_th as row_told
    from {{ ref('int_agreements__in_force') }}
    union all
    select
        fiscal_year_be,
        college_code,
        establishment_id,
        level,
        meeting_field_th,
        null,
        source_sha256 || ' ' || sheet || ' ' || row_number
    from {{ ref('int_placements__placed') }}
    union all
    select fiscal_year_be, college_code, establishment_id, null, null, field_th, teacher_key
    from {{ ref('int_teachers__placed') }}
),

pairs as (
    select distinct
        members.centre_id,
        members.fiscal_year_be,
        told.college_code,
        told.establishment_id,
        told.row_told
    from told
    inner join {{ ref('int_centres__networks') }} as members
        on told.fiscal_year_be = members.fiscal_year_be
        and told.college_code = members.college_code
    left join {{ ref('int_centres__meeting_fields') }} as fields
        on members.academic_year_be = fields.academic_year_be
        and members.centre_id = fields.centre_id
        and told.level = fields.level
        and told.meeting_field_th = fields.meeting_field_th
    left join {{ ref('int_centres__field_names') }} as names
        on members.fiscal_year_be = names.fiscal_year_be
        and members.centre_id = names.centre_id
        and told.field_th = names.field_th
    where coalesce(fields.centre_id, names.centre_id) is not null
),

counted as (
    select centre_id, fiscal_year_be, establishment_id, place, null as pair, 'demands' as told_in
    from demands
    union all
    select centre_id, fiscal_year_be, null, null, college_code || ' ' || establishment_id, 'pairs'
    from pairs
    union all
    -- who tells of other fields tells of none in this one
    select members.centre_id, members.fiscal_year_be, null, null, null, null
    from {{ ref('int_centres__networks') }} as members
    inner join fields using (centre_id, fiscal_year_be)
),

held as (
    select
        members.centre_id,
        members.fiscal_year_be,
        coalesce(bool_or(demands.reported_by is not null), false) as has_demands,
        coalesce(bool_or(tell.has_agreements or tell.has_placements or tell.has_teacher_development), false) as has_pairs
    from {{ ref('int_centres__networks') }} as members
    inner join fields using (centre_id, fiscal_year_be)
    left join {{ ref('int_colleges__that_tell') }} as tell
        on members.fiscal_year_be = tell.fiscal_year_be
        and members.college_code = tell.college_code
    left join (select distinct fiscal_year_be, reported_by from {{ ref('stg_demands') }}) as demands
        on members.fiscal_year_be = demands.fiscal_year_be
        and members.college_code = demands.reported_by
    group by all
),

results as (
    select
        held.*,
        count(*) filter (where counted.told_in = 'demands') as demands,
        count(distinct counted.establishment_id) as establishments,
        count(distinct counted.establishment_id) filter (where counted.place = 'home') as home,
        count(distinct counted.establishment_id) filter (where counted.place = 'abroad') as abroad,
        count(*) filter (where counted.told_in = 'pairs') as ties,
        count(distinct counted.pair) as pairs
    from held
    inner join counted using (centre_id, fiscal_year_be)
    group by all
)

{%- for key_result, counted, part in [
    ('1.2-1', '(demands > 0)::integer', none), ('1.2-2', 'establishments', none), ('1.2-2', 'home', 'home'),
    ('1.2-2', 'abroad', 'abroad'), ('1.3-1', 'pairs', none),
] %}
select
    centre_id,
    fiscal_year_be,
    {{ "'" ~ part ~ "'" if part else 'null::varchar' }} as part,
    {{ counted_result(key_result, counted, 'ties' if key_result == '1.3-1' else 'demands') }}
from results
where {{ 'has_pairs' if key_result == '1.3-1' else 'has_demands' }}
{{ 'union all' if not loop.last }}
{%- endfor %}
