-- Key results of the knowledge bank and of self-assessment, for centres of whose network any is held for the year.
with published as (
    select
        assets.centre_id,
        assets.fiscal_year_be,
        assets.college_code,
        members.college_code is not null as is_member,
        assets.college_code = centres.college_code as is_centre,
        assets.component,
        assets.published_on between years.starts_on and years.ends_on as is_published
    from {{ ref('stg_knowledge_assets') }} as assets
    inner join {{ ref('int_centres__years') }} as years on assets.fiscal_year_be = years.fiscal_year_be
    inner join {{ ref('dim_cvm_centre') }} as centres on assets.centre_id = centres.centre_id
    left join {{ ref('int_centres__networks') }} as members
        on assets.fiscal_year_be = members.fiscal_year_be
        and assets.centre_id = members.centre_id
        and assets.college_code = members.college_code
),

banks as (
    select
        centre_id,
        fiscal_year_be,
        college_code,
        bool_or(is_member) as is_member,
        bool_or(is_centre) as is_centre,
        count(distinct component) as components,
        coalesce(bool_or(is_published), false) as is_published,
        count(*) as assets
    from published
    group by all
),

assessed as (
    select
        members.centre_id,
        members.fiscal_year_be,
        members.college_code,
        told.college_code is not null as is_told,
        coalesce(bool_or(scores.standard_set = 'cvm'), false) as is_by_cvm,
        count(scores.submitted_on) > 0 as is_submitted,
        count(scores.college_code) as scores
    from {{ ref('int_centres__networks') }} as members
    left join (select distinct academic_year_be, college_code from {{ ref('stg_sar_scores') }}) as told
        on members.academic_year_be = told.academic_year_be
        and members.college_code = told.college_code
    left join {{ ref('int_sar__in_networks') }} as scores
        on members.academic_year_be = scores.academic_year_be
        and members.centre_id = scores.centre_id
        and members.college_code = scores.college_code
    group by all
)

select
    centre_id,
    fiscal_year_be,
    null::varchar as part,
    {{ counted_result('1.4-1', 'count(*) filter (where is_member and is_published)', 'sum(assets)') }},
    null::bigint as numerator,
    null::bigint as denominator
from banks
group by centre_id, fiscal_year_be
union all by name
select
    centre_id,
    fiscal_year_be,
    {{ counted_result(
        '1.4-4', 'coalesce(max(components) filter (where is_centre), 0)',
        'coalesce(sum(assets) filter (where is_centre), 0)'
    ) }}
from banks
group by centre_id, fiscal_year_be
union all by name
select
    banks.centre_id,
    banks.fiscal_year_be,
    'colleges_with_all' as part,
    {{ counted_result('1.4-4', 'count(*) filter (where banks.is_member and banks.components >= results.target)', 'sum(assets)') }}
from banks
inner join {{ ref('key_results') }} as results on results.key_result_id = '1.4-4'
group by banks.centre_id, banks.fiscal_year_be
union all by name
select
    centre_id,
    fiscal_year_be,
    {{ counted_result('7.1-1', 'bool_or(is_by_cvm)::integer', 'sum(scores)') }}
from assessed
group by centre_id, fiscal_year_be
having bool_or(is_told)
union all by name
select
    centre_id,
    fiscal_year_be,
    {{ percent_result('7.1-2', 'count(*) filter (where is_submitted)', 'count(*)', 'sum(scores)') }}
from assessed
group by centre_id, fiscal_year_be
having bool_or(is_told)
