-- Supply as fine as it is known, with what of it comes to the labour market and the rates that move learners forward.
select
    supply.*,
    supply.level || ' ' || supply.meeting_field_th as rate_of,
    case when supply.supply_now is not null then study_only.cohort_academic_year_be end as cohort_academic_year_be,
    -- rounded here, so that the sums of all breakdowns agree to the last digit
    (supply.supply_now * (1 - study_only.study_only_share))::decimal(18, 4) as supply_labour
    {%- for left in [1, 2, 3] %},
    survival_{{ left }}.survival as survival_{{ left }},
    survival_{{ left }}.relative_variance as relative_variance_{{ left }}
    {%- endfor %}
from {{ ref('int_supply__by_field') }} as supply
left join {{ ref('int_supply__study_only') }} as study_only
    on supply.academic_year_be = study_only.academic_year_be
    and supply.level = study_only.level
    and supply.meeting_field_th = study_only.meeting_field_th
{%- for left in [1, 2, 3] %}
left join {{ ref('int_supply__survival') }} as survival_{{ left }}
    on supply.academic_year_be = survival_{{ left }}.academic_year_be
    and supply.level = survival_{{ left }}.level
    and supply.meeting_field_th = survival_{{ left }}.meeting_field_th
    and survival_{{ left }}.years_left = {{ left }}
{%- endfor %}
