-- What colleges tell of the needs of establishments, in one shape: the demands, and each announcement once in every fiscal
-- year in which it is open. Without a closing day it is open to the end of the fiscal year in which it was posted.
with told as (
    select
        fiscal_year_be,
        'demands' as told_in,
        reported_by as college_code,
        establishment_id,
        check_establishment_province_code,
        null as posting_id,
        level,
        field_th,
        branch_th,
        demand_kind,
        headcount,
        monthly_wage,
        work_province_code,
        work_country
    from {{ ref('stg_demands') }}
    union all by name
    select
        unnest(generate_series(
            {{ fiscal_year_of('posted_on') }}, {{ fiscal_year_of('coalesce(closes_on, posted_on)') }}
        ))::integer as fiscal_year_be,
        'postings' as told_in,
        college_code,
        establishment_id,
        check_establishment_province_code,
        posting_id,
        level,
        field_th,
        posting_kind as demand_kind,
        openings as headcount,
        monthly_wage,
        work_province_code
    from {{ ref('stg_job_postings') }}
),

placed as (
    select
        told.* exclude (establishment_id, work_country),
        own.establishment_id,
        own.id_kind as establishment_id_kind,
        own.establishment_kind,
        own.target_industry_id,
        coalesce(own.is_registered, false) as is_establishment_registered,
        own.province_code as establishment_province_code,
        -- who names no establishment tells of a need that is not known to be any other's
        case
            when own.establishment_id is null
                then {{ surrogate_key(['told.told_in', 'told.college_code', 'told.posting_id', 'told.field_th',
                                       'told.branch_th']) }}
        end as unnamed_id,
        coalesce(
            told.work_country, case when told.work_province_code is null then own.country end, 'TH'
        ) as country_of_work,
        told.fiscal_year_be - run.supply_year_offset as supply_academic_year_be
    from told
    cross join {{ ref('stg_runs') }} as run
    left join {{ ref('dim_establishment') }} as named on told.establishment_id = named.establishment_id
    left join {{ ref('dim_establishment') }} as own on named.resolved_establishment_id = own.establishment_id
),

met as (
    select
        placed.*,
        placed.country_of_work as country,
        if(placed.country_of_work = 'TH', 'home', 'abroad') as place,
        case
            when placed.country_of_work = 'TH'
                then coalesce(
                    placed.work_province_code, placed.establishment_province_code,
                    placed.check_establishment_province_code
                )
        end as province_code,
        {{ meeting_field('placed', 'crosswalk') }} as meeting_field_th
    from placed
    left join {{ ref('int_fields__crosswalked') }} as crosswalk
        on {{ is_crosswalked('placed', 'crosswalk', 'supply_academic_year_be') }}
)

select
    {{ surrogate_key(['fiscal_year_be', 'establishment_id', 'unnamed_id', 'country', 'province_code', 'level',
                      'meeting_field_th', 'demand_kind']) }} as demand_id,
    fiscal_year_be,
    supply_academic_year_be,
    told_in,
    college_code,
    establishment_id,
    unnamed_id,
    establishment_id_kind,
    establishment_kind,
    is_establishment_registered,
    target_industry_id,
    place,
    country,
    province_code,
    level,
    field_th,
    branch_th,
    meeting_field_th,
    demand_kind,
    headcount,
    monthly_wage
from met
