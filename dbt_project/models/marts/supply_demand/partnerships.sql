-- Agreements, placements and demands of each college at each establishment; where they come together is a match.
with agreements as (
    -- An agreement has a row for each of its fields and levels; it and its seats count once.
    select
        fiscal_year_be,
        college_code,
        establishment_id,
        agreement_id,
        max(seats) as seats,
        case when count(expires_on) = count(*) then max(expires_on) end as expires_on,
        bool_or(has_dual_system) as has_dual_system
    from {{ ref('int_agreements__in_force') }}
    group by all
),

fields as (
    {%- for model in ['int_agreements__in_force', 'int_placements__placed', 'int_teachers__placed', 'int_demands__told'] %}
    select fiscal_year_be, college_code, establishment_id, field_th
    from {{ ref(model) }}
    {%- if model == 'int_demands__told' %}
    where headcount > 0
    {%- else %}
    union
    {%- endif %}
    {%- endfor %}
),

-- Each agreement, learner, teacher and name of a field stands once, so that they can be counted as they are.
told as (
    select * from agreements
    union all by name
    select distinct
        fiscal_year_be,
        college_code,
        establishment_id,
        placement_kind,
        coalesce(student_key, person_key) as learner
    from {{ ref('int_placements__placed') }}
    union all by name
    select distinct fiscal_year_be, college_code, establishment_id, teacher_key
    from {{ ref('int_teachers__placed') }}
    union all by name
    select fiscal_year_be, college_code, establishment_id, demand_kind, headcount
    from {{ ref('int_demands__by_college') }}
    where headcount > 0
    union all by name
    select * from fields
),

partners as (
    select
        fiscal_year_be,
        college_code,
        establishment_id,
        count(agreement_id) as agreements_in_force,
        sum(seats)::bigint as seats,
        -- open-ended if one of them is
        case when count(expires_on) = count(agreement_id) then max(expires_on) end as agreement_expires_on,
        coalesce(bool_or(has_dual_system), false) as has_dual_agreement,
        {%- for kind in ['internship', 'dual'] %}
        count(learner) filter (where placement_kind = '{{ kind }}') as learners_placed_{{ kind }},
        {%- endfor %}
        count(teacher_key) as teachers_placed,
        coalesce(sum(headcount) filter (where demand_kind = 'job'), 0)::bigint as demand_jobs,
        coalesce(sum(headcount) filter (where demand_kind in ('internship', 'dual')), 0)::bigint as demand_places,
        coalesce(sum(headcount) filter (where demand_kind = 'teacher_placement'), 0)::bigint as demand_teacher_placement,
        array_to_string(list_sort(list(field_th) filter (where field_th is not null)), ', ') as fields_th,
        agreements_in_force > 0 as is_agreement_in_force,
        count(learner) + count(teacher_key) > 0 as is_placed,
        count(headcount) > 0 as is_demand_reported
    from told
    where establishment_id is not null
    group by all
)

select
    {{ surrogate_key(['partners.fiscal_year_be', 'partners.college_code', 'partners.establishment_id']) }}
        as partnership_id,
    partners.fiscal_year_be,
    colleges.region_th,
    colleges.province_code,
    colleges.institute_name,
    colleges.ownership,
    partners.college_code,
    partners.establishment_id,
    establishments.id_kind as establishment_id_kind,
    establishments.establishment_kind,
    if(partners.is_placed, 'records', 'counts') as basis,
    partners.* exclude (
        fiscal_year_be, college_code, establishment_id, is_agreement_in_force, is_placed, is_demand_reported
    ),
    partners.is_agreement_in_force,
    partners.is_placed,
    partners.is_demand_reported,
    partners.is_placed and (partners.is_agreement_in_force or partners.is_demand_reported) as is_match,
    case
        when not is_match then null
        when partners.is_agreement_in_force and partners.is_demand_reported then 'both'
        when partners.is_agreement_in_force then 'agreement'
        else 'demand'
    end as matched_by
from partners
left join {{ ref('dim_establishment') }} as establishments on partners.establishment_id = establishments.establishment_id
left join {{ ref('int_colleges__by_fiscal_year') }} as colleges
    on partners.fiscal_year_be = colleges.fiscal_year_be
    and partners.college_code = colleges.college_code
order by partners.fiscal_year_be, partners.college_code, partners.establishment_id
