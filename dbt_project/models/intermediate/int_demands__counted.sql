-- Every need once. Of the colleges that report one the largest counts, branch by branch; likewise of those that announce
-- it; then what is reported or what is announced of an establishment's field, level and kind, the larger, never the sum.
with told_by_college as (
    select
        *,
        sum(headcount) over (partition by demand_id, told_in, branch_th, college_code) as headcount_of_college
    from {{ ref('int_demands__told') }}
),

largest as (
    select
        *,
        rank() over (partition by demand_id, told_in, branch_th order by headcount_of_college desc, college_code) = 1
            as is_largest
    from told_by_college
),

compared as (
    select
        *,
        is_largest and told_in = if(
            coalesce(sum(headcount) filter (where is_largest and told_in = 'demands') over establishments, 0)
            >= coalesce(sum(headcount) filter (where is_largest and told_in = 'postings') over establishments, 0),
            'demands',
            'postings'
        ) as is_counted
    from largest
    window establishments as (
        -- home and abroad are apart, the workplaces at home are not
        partition by fiscal_year_be, establishment_id, unnamed_id, place, level, meeting_field_th, demand_kind
    )
),

weighed as (
    select
        *,
        {{ cumulative_weights('monthly_wage', 'if(is_counted, headcount, 0)', ['demand_id']) }}
    from compared
)

select
    weighed.demand_id,
    weighed.fiscal_year_be,
    weighed.supply_academic_year_be,
    weighed.establishment_id,
    weighed.establishment_id_kind,
    weighed.establishment_kind,
    weighed.is_establishment_registered,
    weighed.target_industry_id,
    weighed.place,
    weighed.country,
    provinces.region_ovec as region_th,
    weighed.province_code,
    weighed.level,
    min(weighed.field_th) filter (where weighed.is_counted) as field_th,
    weighed.meeting_field_th,
    weighed.demand_kind,
    (sum(weighed.headcount) filter (where weighed.is_counted))::bigint as headcount,
    (sum(weighed.headcount) filter (where weighed.is_largest and weighed.told_in = 'demands'))::bigint
        as headcount_reported,
    (sum(weighed.headcount) filter (where weighed.is_largest and weighed.told_in = 'postings'))::bigint
        as headcount_posted,
    min(weighed.told_in) filter (where weighed.is_counted) as counted_from,
    count(distinct weighed.college_code) as reporters,
    reporters > 1 as is_reported_by_several,
    {{ weighted_median('weighed.monthly_wage') }} as monthly_wage,
    min(weighed.weight_of_all)::bigint as wage_headcount
from weighed
left join {{ ref('provinces') }} as provinces on weighed.province_code = provinces.province_code
group by all
having bool_or(weighed.is_counted)
