-- What: rates, intervals and bounds lie between 0 and 1 and in their order; too_few has none of them, others have all.
-- When it matters: after a change of indicator_terms; a numerator that is no part of its denominator shows here.
-- How to resolve: look at the definition in dim_indicator and correct its terms.
select *
from {{ ref('employment_rates') }}
where rate not between ci_low and ci_high
    or bound_low > bound_high
    or rate not between bound_low and bound_high
    or least(ci_low, bound_low) < 0
    or greatest(ci_high, bound_high) > 1
    or response_rate not between 0 and 1
    or (reliability = 'too_few') <> (rate is null)
    or (rate is null) <> (coalesce(ci_low, ci_high, bound_low, bound_high) is null)
