-- What: policy_weights.csv holds each figure by which findings are ranked, no other and none empty or out of its bounds.
-- When it matters: after an edit of the list; without a figure no finding would have a priority.
-- How to resolve: the column `remedy` says what to do with which row.
select
    coalesce(wanted.weight_id, told.weight_id) as weight_id,
    case
        when wanted.weight_id is null then 'no figure has this code: delete the row, or mend its weight_id'
        when told.value is null then 'add this row, or fill in its value'
        else 'set the value within the bounds of its note'
    end as remedy
from (select unnest(['{{ policy_weight_ids() | join("', '") }}']) as weight_id) as wanted
full join {{ ref('policy_weights') }} as told on wanted.weight_id = told.weight_id
where wanted.weight_id is null
    or told.value is null
    or (starts_with(told.weight_id, 'severity_') and told.value <= 0)
    or (told.weight_id = 'persistence_per_year' and told.value < 0)
    or (told.weight_id = 'persistence_years_at_most' and told.value < 1)
    or (told.weight_id = 'certainty_unknown' and told.value not between 0 and 1)
