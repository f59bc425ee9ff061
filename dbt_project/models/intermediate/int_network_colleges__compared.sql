{{ config(meta={"slices": "years"}) }}
-- Each college of a network against the network's rates in its own mix of levels, fields, study systems and sexes: as a
-- whole, and at each of its levels alone.
with strata as (
    -- Once among those of its level, and once (level NULL) among those of all levels, where the level is a stratum, too.
    select
        breakdowns.breakdown,
        if(breakdowns.breakdown = 'cvm_network_college', null, counted.level) as level,
        counted.* exclude (level),
        counted.level as stratum_level
    from (
        select
            academic_year_be,
            centre_id,
            college_code,
            level,
            field_th,
            study_system,
            sex,
            min(basis) as first_basis,
            max(basis) as last_basis,
            sum(if(basis = 'counts', graduates, 0)) as graduates_on_counts,
            bool_and(is_window_closed) as is_window_closed,
            sum(graduates) as graduates,
            sum(followed) as followed,
            sum(obtained_work) as obtained_work
        from {{ sliced(ref('int_graduates__in_networks'), 'years') }}
        group by all
    ) as counted
    cross join (values ('cvm_network_college'), ('cvm_network_college_level')) as breakdowns (breakdown)
),

told as (
    -- How much each college tells of its graduates.
    select
        *,
        sum(if(study_system is null, 0, graduates)) over college / nullif(sum(graduates) over college, 0) as system_share,
        sum(if(sex is null, 0, graduates)) over college / nullif(sum(graduates) over college, 0) as sex_share
    from strata
    window college as (partition by academic_year_be, breakdown, centre_id, level, college_code)
),

graduates as (
    -- Compared is what every college tells of nearly all; else a college would be compared with itself.
    select
        * exclude (study_system, sex),
        if(min(system_share) over network >= {{ var('min_known_share') }}, study_system, null) as study_system,
        if(min(sex_share) over network >= {{ var('min_known_share') }}, sex, null) as sex
    from told
    window network as (partition by academic_year_be, breakdown, centre_id, level)
),

weighed as (
    -- A college's graduates among those of its network, who differ in nothing that is compared.
    select
        *,
        sum(obtained_work) over stratum / nullif(sum(graduates) over stratum, 0)::double as stratum_rate,
        sum(graduates) over own_stratum / nullif(sum(graduates) over stratum, 0)::double as stratum_weight
    from graduates
    window
        stratum as (partition by academic_year_be, breakdown, centre_id, level, stratum_level, field_th, study_system, sex),
        own_stratum as (
            partition by
                academic_year_be, breakdown, centre_id, level, stratum_level, field_th, study_system, sex, college_code
        )
),

colleges as (
    select
        academic_year_be,
        breakdown,
        centre_id,
        college_code,
        level,
        case when min(first_basis) = max(last_basis) then min(first_basis) else 'mixed' end as basis,
        sum(graduates_on_counts)::bigint as graduates_on_counts,
        bool_and(is_window_closed) as is_window_closed,
        sum(graduates)::bigint as graduates,
        sum(followed)::bigint as followed,
        sum(obtained_work)::bigint as obtained_work,
        -- exact sums: those of doubles would depend on the order of the rows
        {{ exact_sum('graduates * stratum_rate') }} as expected,
        {{ exact_sum('graduates * stratum_weight') }} as own_share,
        {{ exact_sum('graduates * (1 - stratum_weight) * stratum_rate * (1 - stratum_rate)') }} as variance
    from weighed
    group by all
),

rates as (
    select
        *,
        followed / nullif(graduates, 0)::double as response_rate,
        {{ rate_with_interval('obtained_work', 'graduates') }},
        count(*) over network as network_colleges,
        (sum(graduates) over network)::bigint as network_graduates,
        (sum(obtained_work) over network)::bigint as network_obtained_work,
        case when min(basis) over network = max(basis) over network then basis else 'mixed' end as row_basis
    from colleges
    window network as (partition by academic_year_be, breakdown, centre_id, level)
),

compared as (
    select
        *,
        {{ reliability() }} as reliability,
        {{ share('network_obtained_work', 'network_graduates') }} as network_rate,
        case when is_enough then expected / graduates end as benchmark_rate,
        case when is_enough then own_share / graduates end as own_weight,
        rate - benchmark_rate as difference,
        sqrt(greatest(variance, 0)) / nullif(graduates, 0) as sigma,
        -- without a variance the college is compared with itself alone
        graduates >= {{ var('min_ranked_graduates') }}
            and reliability <> 'not_followed'
            and sigma > 0
            and round(own_weight, 9) <= {{ var('max_own_weight') }} as is_ranked
    from rates
),

bounded as (
    select
        *,
        -- greatest and least pass over NULL, so they are asked only where there is a difference and a variance
        case when difference is not null and sigma > 0 then greatest(difference - {{ z_of_95() }} * sigma, -1) end
            as difference_low,
        case when difference is not null and sigma > 0 then least(difference + {{ z_of_95() }} * sigma, 1) end
            as difference_high
    from compared
),

ranks as (
    select
        own.academic_year_be,
        own.breakdown,
        own.centre_id,
        own.level,
        own.college_code,
        count(*) as ranked_colleges,
        1 + count(*) filter (where others.difference_low > own.difference_high) as best_rank,
        count(*) - count(*) filter (where others.difference_high < own.difference_low) as worst_rank
    from bounded as own
    inner join bounded as others
        on own.academic_year_be = others.academic_year_be
        and own.breakdown = others.breakdown
        and own.centre_id = others.centre_id
        and own.level is not distinct from others.level
    where own.is_ranked and others.is_ranked
    group by all
    having count(*) >= {{ var('min_ranked_colleges') }}
)

select
    bounded.academic_year_be,
    bounded.breakdown,
    bounded.centre_id,
    bounded.college_code,
    bounded.level,
    bounded.row_basis as basis,
    bounded.graduates_on_counts,
    bounded.is_window_closed,
    bounded.graduates,
    bounded.followed,
    bounded.obtained_work,
    bounded.rate,
    bounded.ci_low,
    bounded.ci_high,
    bounded.response_rate,
    bounded.reliability,
    bounded.network_colleges,
    bounded.network_graduates,
    bounded.network_obtained_work,
    bounded.network_rate,
    bounded.benchmark_rate,
    bounded.own_weight,
    bounded.difference,
    bounded.difference_low,
    bounded.difference_high,
    case
        when not bounded.is_ranked then null
        when abs(bounded.difference) <= {{ z_of_95() }} * bounded.sigma then 'inside'
        when abs(bounded.difference) <= 3.090232::double * bounded.sigma then 'outside_95'
        else 'outside_998'
    end as standing,
    ranks.ranked_colleges,
    ranks.best_rank,
    ranks.worst_rank
from bounded
left join ranks
    on bounded.academic_year_be = ranks.academic_year_be
    and bounded.breakdown = ranks.breakdown
    and bounded.centre_id = ranks.centre_id
    and bounded.level is not distinct from ranks.level
    and bounded.college_code = ranks.college_code
