with formulas as (
    select
        definition_id,
        {%- for part in ['numerator', 'denominator'] %}
        string_agg(case when sign < 0 then '- ' else '+ ' end || term, ' ' order by sign desc, term)
            filter (where part = '{{ part }}') as {{ part }}_terms{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('indicator_terms') }}
    group by definition_id
),

bands as (
    select
        definition_id,
        string_agg(band || ' ' || name_th || ' ≥ ' || lower_bound_percent, ' · ' order by band desc)
            as quality_bands_th,
        string_agg(band || ' ' || name_en || ' ≥ ' || lower_bound_percent, ' · ' order by band desc)
            as quality_bands_en,
        min(effective_from) as quality_bands_effective_from,
        string_agg(distinct status, ', ' order by status) as quality_bands_status
    from {{ ref('quality_bands') }}
    group by definition_id
)

select
    definitions.definition_id,
    definitions.sort_order,
    definitions.sort_order = 1 as is_headline,
    definitions.name_th,
    definitions.name_en,
    ltrim(formulas.numerator_terms, '+ ') as numerator_terms,
    ltrim(formulas.denominator_terms, '+ ') as denominator_terms,
    definitions.used_by_th,
    definitions.used_by_en,
    definitions.status,
    definitions.valid_from,
    definitions.valid_to,
    bands.quality_bands_th,
    bands.quality_bands_en,
    bands.quality_bands_effective_from,
    bands.quality_bands_status
from {{ ref('indicator_definitions') }} as definitions
left join formulas on definitions.definition_id = formulas.definition_id
left join bands on definitions.definition_id = bands.definition_id
order by definitions.sort_order
