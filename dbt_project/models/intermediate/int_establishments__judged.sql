{{ config(materialized="view") }}
-- The rules that hold rows against the register of establishments, and a wage offered against the least one of its
-- province. A column named after a rule is TRUE where the row fails it, FALSE where it passes, NULL where there is
-- nothing to compare. A row waits until its establishment is registered, under its own id or the one it resolves to.
with named as (
    {%- for source in sources_that_name_establishments() %}
    select
        '{{ source }}' as source,
        establishment_id,
        {%- if source == 'demands' %}
        if(demand_kind = 'job', monthly_wage, null) as monthly_wage,
        fiscal_year_be,
        work_province_code,
        work_country,
        {%- endif %}
        {{ place_of_row() }}
    from {{ ref('stg_' ~ source) }}
    where establishment_id is not null
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

dated_wages as (
    select
        *,
        lead(effective_from) over (partition by province_code order by effective_from) as effective_until
    from {{ ref('minimum_wages') }}
),

-- The lowest rate of a province that was in force on some day of the fiscal year.
least_wages as (
    select
        years.fiscal_year_be,
        rates.province_code,
        min(rates.daily_wage) * {{ var('minimum_wage_days') }} as monthly_wage
    from (select distinct fiscal_year_be from named where monthly_wage is not null) as years
    inner join dated_wages as rates
        on rates.effective_from <= {{ fiscal_year_end('years.fiscal_year_be') }}
        and coalesce(rates.effective_until > {{ fiscal_year_start('years.fiscal_year_be') }}, true)
    group by all
),

judged as (
    select
        named.source,
        not (establishments.is_registered or establishments.resolved_establishment_id <> named.establishment_id)
            as waiting_for_establishments,
        case
            when coalesce(named.work_country, 'TH') = 'TH' then named.monthly_wage < least_wages.monthly_wage
        end as wage_below_minimum,
        {{ place_of_row('named') }}
    from named
    inner join {{ ref('dim_establishment') }} as establishments
        on named.establishment_id = establishments.establishment_id
    left join least_wages
        on named.fiscal_year_be = least_wages.fiscal_year_be
        and coalesce(named.work_province_code, establishments.province_code) = least_wages.province_code
),

registered as (
    select
        'establishments' as source,
        establishments.possible_duplicate_of is not null as same_name_and_province,
        {{ place_of_row('register') }}
    from {{ ref('stg_establishments') }} as register
    inner join {{ ref('dim_establishment') }} as establishments
        on register.establishment_id = establishments.establishment_id
    where register.establishment_name_key is not null and establishments.id_kind not in ('individual', 'provisional')
)

select * from judged
union all by name
select * from registered
