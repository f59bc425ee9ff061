-- Key results of what a centre's colleges tell of establishments in its field: who needs manpower, and who is matched.
with needs as (
    select
        supply_academic_year_be as academic_year_be,
        college_code,
        level,
        field_th,
        establishment_id,
        place
    from {{ ref('int_demands__told') }}
    where told_in = 'demands'
),

ties as (
    -- Each row once, though an agreement has one for each level that has a field of its name.
    select
        years.academic_year_be,
        told.college_code,
        told.level,
        told.field_th,
        told.establishment_id,
        told.agreement_id || ' ' || told.field_th as row_told
    from {{ ref('int_agreements__in_force') }} as told
    inner join {{ ref('int_centres__years') }} as years on told.fiscal_year_be = years.fiscal_year_be
    union all
    select
        years.academic_year_be,
        told.college_code,
        told.level,
        told.field_th,
        told.establishment_id,
        told.source_sha256 || ' ' || told.sheet || ' ' || told.row_number
    from {{ ref('int_placements__placed') }} as told
    inner join {{ ref('int_centres__years') }} as years on told.fiscal_year_be = years.fiscal_year_be
    union all
    select
        academic_year_be,
        college_code,
        null,
        field_th,
        establishment_id,
        source_sha256 || ' ' || sheet || ' ' || row_number
    from {{ ref('int_teachers__developed') }}
    where is_placement
),

needs_in_centres as (
    {{ in_centres('needs', 'told.level') }}
),

ties_in_centres as (
    {{ in_centres('ties', "coalesce(told.level, 'any')") }}
),

needed as (
    select
        held.centre_id,
        held.fiscal_year_be,
        count(told.centre_id) as needs,
        count(distinct told.establishment_id) as establishments,
        count(distinct told.establishment_id) filter (where told.place = 'home') as home,
        count(distinct told.establishment_id) filter (where told.place = 'abroad') as abroad
    from ({{ centres_told_by('needs') }}) as held
    left join needs_in_centres as told using (centre_id, academic_year_be)
    group by all
),

matched as (
    select
        held.centre_id,
        held.fiscal_year_be,
        count(distinct told.row_told) as ties,
        count(distinct told.college_code || ' ' || told.establishment_id) as pairs
    from ({{ centres_told_by('ties') }}) as held
    left join ties_in_centres as told using (centre_id, academic_year_be)
    group by all
)

select centre_id, fiscal_year_be, null::varchar as part, {{ counted_result('1.2-1', '(needs > 0)::integer', 'needs') }}
from needed
{%- for part, counted in {none: 'establishments', 'home': 'home', 'abroad': 'abroad'}.items() %}
union all
select
    centre_id,
    fiscal_year_be,
    {{ "'" ~ part ~ "'" if part else 'null' }},
    {{ counted_result('1.2-2', counted, 'needs') }}
from needed
{%- endfor %}
union all
select centre_id, fiscal_year_be, null, {{ counted_result('1.3-1', 'pairs', 'ties') }}
from matched
