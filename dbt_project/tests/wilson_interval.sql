-- What: the macro `wilson` against statsmodels' proportion_confint(method='wilson'), to nine decimals, and exactly at
--   the ends: 0 where nobody, 1 where everybody belongs to the numerator.
-- When it matters: after a change of the macro, of DuckDB or of the machine.
-- How to resolve: mend macros/rates.sql; the figures here are right.
with cases (numerator, denominator, low, high) as (
    values
        (0, 10, 0::double, 0.2775328030260579),
        (10, 10, 0.7224671969739422, 1::double),
        (5, 10, 0.23659308901147924, 0.7634069109885208),
        (9, 30, 0.16664748188562517, 0.4787578760189556),
        (30, 100, 0.21894885238515704, 0.39584854712244133),
        (300, 1000, 0.272406842266038, 0.3291238611522396)
),

computed as (
    select
        *,
        {{ wilson('low', 'numerator', 'denominator') }} as computed_low,
        {{ wilson('high', 'numerator', 'denominator') }} as computed_high
    from cases
)

select *
from computed
where abs(computed_low - low) > 1e-9
    or abs(computed_high - high) > 1e-9
    or (numerator = 0 and computed_low <> 0)
    or (numerator = denominator and computed_high <> 1)
