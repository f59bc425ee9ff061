-- What: the macros of years.sql give the years, first and last days of the cases that the Python module gives too.
-- When it matters: after an edit of macros/years.sql or pipelines/years.py; a day in the wrong year moves its rows.
-- How to resolve: mend the macro, or the case in seeds/reference/year_cases.csv where it was wrong.
with computed as (
    select
        cases.*,
        {{ academic_year_of('cases.day', 'cases') }} as found_academic_year_be,
        {{ academic_year_start('cases.academic_year_be', 'cases') }} as found_academic_starts_on,
        {{ academic_year_end('cases.academic_year_be', 'cases') }} as found_academic_ends_on,
        {{ fiscal_year_of('cases.day') }} as found_fiscal_year_be,
        {{ fiscal_year_start('cases.fiscal_year_be') }} as found_fiscal_starts_on,
        {{ fiscal_year_end('cases.fiscal_year_be') }} as found_fiscal_ends_on
    from {{ ref('year_cases') }} as cases
)

select *
from computed
where found_academic_year_be <> academic_year_be
    or found_academic_starts_on <> academic_starts_on
    or found_academic_ends_on <> academic_ends_on
    or found_fiscal_year_be <> fiscal_year_be
    or found_fiscal_starts_on <> fiscal_starts_on
    or found_fiscal_ends_on <> fiscal_ends_on
