{%- set keys = sar_keys() %}
{%- set of_networks = sar_breakdowns() | select('in', ['cvm_network', 'cvm_network_indicator', 'cvm_network_college']) | list %}
{%- set measures %}
    min(indicator_title) as indicator_title,
    count(distinct assessed_college) as colleges_assessed,
    count(distinct assessed_college) filter (where submitted_on is not null) as colleges_submitted,
    count(*) as judgements,
    {%- for score in range(5, 0, -1) %}
    count(*) filter (where score = {{ score }}) as score_{{ score }},
    {%- endfor %}
    sum(score) / nullif(count(score), 0)::double as mean_score,
    sum(percent::decimal(9, 4))::double / nullif(count(percent), 0) as mean_percent
{%- endset %}
with told as (
    select *, college_code as assessed_college
    from {{ ref('stg_sar_scores') }}
),

told_in_networks as (
    select *, college_code as assessed_college
    from {{ ref('int_sar__in_networks') }}
),

cells as (
    {{ grouped_cells(
        'told', sar_breakdowns() | reject('in', of_networks) | list, measures, ['standard_set'], keys, sar_breakdowns()
    ) }}
    union all by name
    {{ grouped_cells('told_in_networks', of_networks, measures, ['standard_set'], keys, sar_breakdowns()) }}
),

networks as (
    select academic_year_be, centre_id, count(*) as colleges
    from {{ ref('int_centres__networks') }}
    group by all
),

asked as (
    -- A network of which no college has sent anything stands there, too, in a year of which some college has.
    select distinct
        'cvm_network' as breakdown,
        networks.academic_year_be,
        networks.centre_id,
        networks.colleges,
        told.standard_set
    from networks
    inner join told on networks.academic_year_be = told.academic_year_be
),

filled as (
    select
        coalesce(asked.academic_year_be, cells.academic_year_be) as academic_year_be,
        coalesce(asked.breakdown, cells.breakdown) as breakdown,
        coalesce(asked.standard_set, cells.standard_set) as standard_set,
        coalesce(asked.centre_id, cells.centre_id) as centre_id,
        cells.* exclude (academic_year_be, breakdown, standard_set, centre_id),
        asked.colleges
    from cells
    full join asked
        on cells.breakdown = asked.breakdown
        and cells.academic_year_be = asked.academic_year_be
        and cells.standard_set = asked.standard_set
        and cells.centre_id = asked.centre_id
    -- what is told of a whole college is of no field
    where coalesce(cells.field_th is not null or not starts_with(cells.breakdown, 'field'), true)
),

compared as (
    select
        *,
        case when lag(academic_year_be) over cell = academic_year_be - 1 then lag(mean_score) over cell end
            as mean_score_before
    from filled
    window cell as (partition by breakdown, standard_set, {{ keys | join(', ') }} order by academic_year_be)
)

select
    {{ surrogate_key(['academic_year_be', 'breakdown', 'standard_set'] + keys) }} as sar_summary_id,
    academic_year_be,
    breakdown,
    standard_set,
    {{ keys | join(', ') }},
    if(indicator_code is null, null, indicator_title) as indicator_title,
    colleges,
    coalesce(colleges_assessed, 0) as colleges_assessed,
    coalesce(colleges_submitted, 0) as colleges_submitted,
    coalesce(colleges_assessed, 0) / nullif(colleges, 0)::double as coverage,
    coalesce(judgements, 0) as judgements,
    {%- for score in range(5, 0, -1) %}
    coalesce(score_{{ score }}, 0) as score_{{ score }},
    {%- endfor %}
    mean_score,
    mean_percent,
    mean_score_before,
    mean_score - mean_score_before as change
from compared
order by academic_year_be, breakdown, standard_set, {{ keys | join(', ') }}
