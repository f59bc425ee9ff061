{%- set names = ['nation', 'region', 'province', 'level', 'field', 'college'] -%}
{%- set columns = ['region_th', 'province_code', 'ownership', 'college_code', 'level', 'field_th'] -%}
{%- set step = ['from_round', 'to_round', 'from_outcome', 'to_outcome'] -%}
with reported as (
    -- What was reported of a graduate in a round, whether it counts or not.
    select
        graduate_key,
        round,
        arg_max(outcome, sequence) as outcome
    from {{ ref('int_followups__in_window') }}
    where graduate_key is not null
    group by all
),

steps as (
    select
        graduates.academic_year_be,
        {%- for column in columns %}
        graduates.{{ column }},
        {%- endfor %}
        rounds.round - 1 as from_round,
        rounds.round as to_round,
        coalesce(earlier.outcome, 'no_record') as from_outcome,
        coalesce(later.outcome, 'no_record') as to_outcome,
        count(*) as graduates
    from {{ ref('fct_graduate_outcome') }} as graduates
    inner join {{ ref('int_rounds__held') }} as rounds
        on graduates.academic_year_be = rounds.academic_year_be
        and rounds.round > 1
    left join reported as earlier
        on graduates.graduate_key = earlier.graduate_key
        and rounds.round - 1 = earlier.round
    left join reported as later
        on graduates.graduate_key = later.graduate_key
        and rounds.round = later.round
    where graduates.exclusion_reason is null
    group by all
),

cells as (
    {{ cells_of('steps', names, 'sum(graduates)::bigint as graduates', step, columns) }}
),

known as (
    {{ known_cells('cells', names) }}
),

totals as (
    select
        *,
        sum(graduates) over (
            partition by academic_year_be, breakdown, {{ columns | join(', ') }}, from_round, from_outcome
        )::bigint as from_graduates
    from known
)

select
    {{ surrogate_key(['academic_year_be', 'breakdown'] + columns + step) }} as round_transition_id,
    academic_year_be,
    breakdown,
    {{ columns | join(',\n    ') }},
    'records' as basis,
    {{ step | join(',\n    ') }},
    from_graduates,
    graduates,
    {{ share('graduates', 'from_graduates') }} as transition_rate
from totals
