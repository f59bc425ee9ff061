-- What: match_weights.csv holds each figure that matching reads, no other and none empty or out of its bounds; scenarios.csv
-- holds every share.
-- When it matters: after an edit of either list; without a figure scores would be unknown, and an unknown code would be an
-- edit that changes nothing.
-- How to resolve: the column `remedy` says what to do with which row.
with weights as (
    select coalesce(wanted.weight_id, told.weight_id) as weight_id, told.value, wanted.weight_id is not null as is_wanted
    from (select unnest(['{{ match_weight_ids() | join("', '") }}']) as weight_id) as wanted
    full join {{ ref('match_weights') }} as told on wanted.weight_id = told.weight_id
),

scenarios as (
    select *
    from {{ ref('scenarios') }}
)

select
    'match_weights' as reference,
    weight_id as key,
    case
        when not is_wanted then 'no figure has this code: delete the row, or mend its weight_id'
        when value is null then 'add this row, or fill in its value'
        when starts_with(weight_id, 'tier_') then 'set the value to 0 to 10,000'
        else 'set the value to 1 or more'
    end as remedy
from weights
where not is_wanted
    or value is null
    or (starts_with(weight_id, 'tier_') and value not between 0 and 10000)
    or ((starts_with(weight_id, 'max_km_') or weight_id = 'history_full') and value < 1)
union all
select
    'scenarios',
    scenario_id,
    'fill in yearly_limit (0 to 1), capacity_share and demand_factor (0 or more)'
from scenarios
where not coalesce(yearly_limit between 0 and 1 and capacity_share >= 0 and demand_factor >= 0, false)
