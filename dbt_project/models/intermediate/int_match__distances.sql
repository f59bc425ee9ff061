-- How far each college is from the capital of each province, as the college stood in the fiscal year. Coordinates that lie
-- outside Thailand or far from the college's province are not believed; its province's capital stands in for them.
with colleges as (
    select
        years.fiscal_year_be,
        colleges.college_code,
        colleges.latitude,
        colleges.longitude,
        capitals.lat as capital_latitude,
        capitals.lon as capital_longitude,
        colleges.latitude between 5.5 and 20.5
            and colleges.longitude between 97 and 106
            and (
                capitals.lat is null
                or {{ great_circle_km('capitals.lat', 'capitals.lon', 'colleges.latitude', 'colleges.longitude') }}
                    <= {{ var('max_km_from_capital') }}
            ) as is_believed
    from {{ ref('int_fiscal_years__held') }} as years
    inner join {{ ref('dim_college') }} as colleges
        on (colleges.valid_from is null or colleges.valid_from <= years.supply_year_ends_on)
        and (colleges.valid_to is null or colleges.valid_to > years.supply_year_ends_on)
    left join {{ ref('provinces') }} as capitals on colleges.province_code = capitals.province_code
),

points as (
    select
        fiscal_year_be,
        college_code,
        if(is_believed, latitude, capital_latitude) as latitude,
        if(is_believed, longitude, capital_longitude) as longitude,
        if(is_believed, 'college', 'province') as km_basis
    from colleges
)

select
    points.fiscal_year_be,
    points.college_code,
    provinces.province_code,
    round({{ great_circle_km('points.latitude', 'points.longitude', 'provinces.lat', 'provinces.lon') }}, 1)
        ::decimal(7, 1) as km,
    points.km_basis
from points
cross join {{ ref('provinces') }} as provinces
where points.latitude is not null
