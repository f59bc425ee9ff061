{%- set attributes = [
    'college_name_th', 'ownership', 'college_kind_th', 'province_code', 'district', 'provincial_office_code',
    'institute_name', 'subsidy', 'latitude', 'longitude', 'status'
] %}
with register as (
    -- One row a college and day: of two files of one day the later load holds.
    select *
    from {{ ref('stg_colleges__history') }}
    qualify row_number() over (partition by college_code, arrived_on order by load_id desc, row_number desc) = 1
),

compared as (
    select
        *,
        row({{ attributes | join(', ') }}) is distinct from
            lag(row({{ attributes | join(', ') }})) over (partition by college_code order by arrived_on) as is_changed
    from register
),

versions as (
    select
        college_code,
        {{ attributes | join(',\n        ') }},
        case
            when row_number() over (partition by college_code order by arrived_on) > 1 then arrived_on
        end as valid_from,
        lead(arrived_on) over (partition by college_code order by arrived_on) as valid_to,
        'register' as source
    from compared
    where is_changed
),

centre_colleges as (
    select
        college_code,
        min(college_name_th) as college_name_th,
        min(province_code) as province_code
    from {{ ref('cvm_centres') }}
    where college_code not in (select register.college_code from register)
    group by college_code
),

colleges as (
    select * from versions
    union all by name
    select
        college_code,
        college_name_th,
        province_code,
        'centre_seed' as source
    from centre_colleges
)

select
    {{ surrogate_key(['colleges.college_code', 'colleges.valid_from']) }} as college_version_id,
    colleges.college_code,
    colleges.college_name_th,
    colleges.ownership,
    colleges.college_kind_th,
    colleges.province_code,
    provinces.region_ovec as region_th,
    colleges.district,
    colleges.provincial_office_code,
    colleges.institute_name,
    colleges.subsidy,
    colleges.latitude,
    colleges.longitude,
    colleges.status,
    colleges.valid_from,
    colleges.valid_to,
    colleges.valid_to is null as is_current,
    colleges.source
from colleges
left join {{ ref('provinces') }} as provinces on colleges.province_code = provinces.province_code
order by colleges.college_code, colleges.valid_from nulls first
