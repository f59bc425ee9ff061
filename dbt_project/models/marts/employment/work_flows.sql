{{ config(meta={"slices": "years"}) }}
with flows as (
    select
        graduates.academic_year_be,
        graduates.level,
        graduates.region_th as from_region_th,
        graduates.province_code as from_province_code,
        provinces.region_th as to_region_th,
        graduates.work_province_code as to_province_code,
        graduates.work_country,
        count(*) as graduates
    from {{ sliced(ref('fct_graduate_outcome'), 'years') }} as graduates
    left join {{ ref('dim_province') }} as provinces on graduates.work_province_code = provinces.province_code
    where graduates.exclusion_reason is null
        and graduates.is_obtained_work
    group by all
)

select
    {{ surrogate_key(['academic_year_be', 'level', 'from_region_th', 'from_province_code', 'to_province_code',
                      'work_country']) }} as work_flow_id,
    academic_year_be,
    level,
    from_region_th,
    from_province_code,
    to_region_th,
    to_province_code,
    work_country,
    case
        when work_country <> 'TH' then 'abroad'
        when from_province_code is null or to_province_code is null then 'not_known'
        when from_province_code = to_province_code then 'same_province'
        when from_region_th = to_region_th then 'same_region'
        else 'other_region'
    end as flow,
    'records' as basis,
    graduates
from flows
