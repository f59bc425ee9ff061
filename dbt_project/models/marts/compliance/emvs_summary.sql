{%- set keys = ['region_th', 'province_code', 'institute_name', 'reporter'] -%}
{%- set names = {
    'nation': {'columns': []},
    'region': {'columns': ['region_th']},
    'province': {'columns': ['region_th', 'province_code']},
    'institute': {'columns': ['institute_name']},
    'reporter': {'columns': keys},
} -%}
{%- set measures -%}
        count(*) filter (where is_asked) as reporters_asked,
        count(progress_percent) filter (where is_asked) as reporters_entered,
        count(progress_percent) filter (where not is_asked) as entered_unasked,
        max(submitted_on) as last_submitted_on,
        min(progress_percent) as progress_min,
        {{ exact_sum('progress_percent') }} / nullif(count(progress_percent), 0) as progress_mean,
        max(progress_percent) as progress_max,
        count(change) as reporters_compared,
        {{ exact_sum('change') }} / nullif(count(change), 0) as change_mean,
        count(*) filter (where change < 0) as reporters_fallen
{%- endset -%}
with cells as (
    {{ grouped_cells(ref('int_emvs__entered'), names.keys() | list, measures, ['round', 'issue_code'], keys, names, 'fiscal_year_be') }}
)

select
    {{ surrogate_key(['cells.fiscal_year_be', 'cells.round', 'cells.issue_code', 'cells.breakdown', 'cells.region_th',
                      'cells.province_code', 'cells.institute_name', 'cells.reporter']) }} as emvs_summary_id,
    cells.fiscal_year_be,
    cells.round,
    cells.issue_code,
    issues.issue_th,
    issues.unit,
    cells.breakdown,
    cells.region_th,
    cells.province_code,
    cells.institute_name,
    cells.reporter,
    cells.reporters_asked,
    cells.reporters_entered,
    cells.reporters_entered / nullif(cells.reporters_asked, 0) as entered_rate,
    cells.entered_unasked,
    cells.last_submitted_on,
    cells.progress_min,
    cells.progress_mean,
    cells.progress_max,
    cells.reporters_compared,
    cells.change_mean,
    cells.reporters_fallen
from cells
left join {{ ref('emvs_issues') }} as issues
    on cells.fiscal_year_be = issues.fiscal_year_be
    and cells.issue_code = issues.issue_code
order by cells.fiscal_year_be, cells.round, cells.issue_code nulls first, cells.breakdown, cells.region_th nulls last,
    cells.province_code nulls last, cells.institute_name nulls last, cells.reporter
