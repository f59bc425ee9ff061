-- What the list of key results wants beside a figure or apart from it.
select
    {{ surrogate_key(['figures.centre_id', 'figures.fiscal_year_be', 'figures.key_result_id', 'figures.part']) }}
        as key_result_part_id,
    figures.centre_id,
    figures.fiscal_year_be,
    figures.key_result_id,
    figures.part,
    scorecard.basis,
    figures.computed::bigint as counted,
    figures.source_rows
from {{ ref('int_key_results__computed') }} as figures
inner join {{ ref('centre_scorecard') }} as scorecard
    on figures.centre_id = scorecard.centre_id
    and figures.fiscal_year_be = scorecard.fiscal_year_be
    and figures.key_result_id = scorecard.key_result_id
where figures.part is not null
order by figures.fiscal_year_be, figures.centre_id, figures.key_result_id, figures.part
