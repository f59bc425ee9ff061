-- Every placement of a learner, and whether it went as it should. An act is proved by its day; that somebody was trained in
-- safety without a day tells that it was done, not when.
with judged as (
    select
        *,
        case
            when safety_trained_on is not null then safety_trained_on <= starts_on
            when coalesce(safety_trained, 'no') = 'no' then false
        end as is_trained_before_start,
        coalesce(oriented_on <= starts_on, false) as is_oriented_before_start,
        site_checked_on is not null as is_site_checked,
        supervision_visits > 0 as is_supervised
    from {{ ref('int_placements__placed') }}
)

select
    *,
    -- FALSE where one is known not to hold, else NULL where one is not known
    is_trained_before_start and is_oriented_before_start and is_supervised as is_in_order,
    incidents = 0 as is_safe,
    complaints > 0 as is_complained_of
from judged
