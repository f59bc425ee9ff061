{%- set place = finding_place() | join(', ') %}
with years as (
    -- years in a row in which a rule judged the same place alike have the same `span`
    select
        *,
        max(year_be) over (partition by rule_id) as newest_of_rule,
        max(year_be) over (partition by rule_id, {{ place }}) as newest,
        year_be - row_number() over (partition by rule_id, {{ place }}, is_found order by year_be) as span,
        lag(year_be) over by_year as year_before,
        lag(value) over by_year as last_value_told
    from {{ ref('int_findings__by_year') }}
    window by_year as (partition by rule_id, {{ place }} order by year_be)
),

held as (
    select
        *,
        count(year_be) over same_span as years_told,
        string_agg(row_keys, ', ' order by year_be) over same_span as row_keys_of_span
    from years
    window same_span as (partition by rule_id, {{ place }}, is_found, span)
),

found as (
    -- a place is told by its newest year, unless others have been told of since for too long
    select
        {{ surrogate_key(['held.rule_id'] + finding_place()) }} as finding_id,
        held.rule_id,
        {{ place }},
        year_be,
        value,
        -- days run from the date of the run: what they were a year ago is not known; a curriculum stands until the next
        rules.unit <> 'days' and rules.year_column is distinct from 'curriculum_be' as is_told_yearly,
        if(is_told_yearly and year_before = year_be - 1, last_value_told, null) as value_before,
        low,
        high,
        share,
        coalesce(size, rows_behind) as n,
        persons,
        if(is_told_yearly and year_be is not null, years_told, null) as years_held,
        rows_behind,
        row_keys,
        row_keys_of_span
    from held
    inner join {{ ref('policy_rules') }} as rules on held.rule_id = rules.rule_id
    where is_found
        and year_be is not distinct from newest
        and (
            rules.year_column is not distinct from 'curriculum_be'
            or coalesce(newest >= newest_of_rule - {{ var('finding_years_back') }}, true)
        )
),

evidence as (
    select finding_id, 'policy_findings' as evidence_table, finding_id::varchar as evidence_key
    from found
    union all
    select found.finding_id, rules.evidence_table, unnest(string_split(found.row_keys_of_span, ', '))
    from found
    inner join {{ ref('policy_rules') }} as rules on found.rule_id = rules.rule_id
),

recommended as (
    select
        evidence_table,
        unnest(regexp_split_to_array(trim(evidence_key), '[,;\s]+')) as evidence_key,
        concat_ws('/', centre_id, fiscal_year_be, item_no) as recommendation,
        list_position(['adopted', 'accepted', 'submitted', 'declined', 'draft'], status) as status_no,
        status
    from {{ ref('stg_recommendations') }}
),

taken as (
    select
        evidence.finding_id,
        string_agg(distinct recommended.recommendation, ', ' order by recommended.recommendation) as taken_up_by,
        arg_min(recommended.status, recommended.status_no) as taken_up_status
    from evidence
    inner join recommended on evidence.evidence_key = recommended.evidence_key
        and coalesce(recommended.evidence_table, evidence.evidence_table) = evidence.evidence_table
    group by evidence.finding_id
)

select
    found.* exclude (is_told_yearly),
    taken.* exclude (finding_id),
    case rules.severity
        when 'critical' then weights.severity_critical
        when 'high' then weights.severity_high
        when 'medium' then weights.severity_medium
        else weights.severity_low
    end as severity_weight,
    log10(1 + found.n) as size_factor,
    1 + weights.persistence_per_year
    * (least(coalesce(found.years_held, 1), weights.persistence_years_at_most) - 1) as persistence_factor,
    -- the part of the interval that lies beyond the threshold; greatest and least would skip what is not known
    if(
        rules.low_column is null,
        1,
        coalesce(
            case
                when found.high = found.low then 1
                when found.high - found.low is null then null
                when rules.comparison in ('below', 'at_most')
                    then greatest(least((rules.threshold - found.low) / (found.high - found.low), 1), 0)
                else greatest(least((found.high - rules.threshold) / (found.high - found.low), 1), 0)
            end,
            weights.certainty_unknown
        )
    ) * if(rules.certainty_column is null, 1, coalesce(found.share, weights.certainty_unknown)) as certainty
from found
inner join {{ ref('policy_rules') }} as rules on found.rule_id = rules.rule_id
left join taken on found.finding_id = taken.finding_id
cross join {{ policy_weights() }} as weights
order by found.rule_id, {% for name in finding_place() %}found.{{ name }}{{ ', ' if not loop.last }}{% endfor %}
