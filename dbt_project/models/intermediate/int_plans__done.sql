-- Every plan of a CVM centre with the day on which it was done by the business date: that of the column which the list of
-- key results names for its kind.
with proofs as (
    select
        regexp_extract(computed_from, ' plan_kind (\w+)$', 1) as plan_kind,
        regexp_extract(computed_from, '^plans\.(\w+):', 1) as proof
    from {{ ref('key_results') }}
    where starts_with(computed_from, 'plans.')
),

dated as (
    select
        plans.*,
        case proofs.proof
            when 'approved_on' then plans.approved_on
            when 'sent_on' then plans.sent_on
        end as proved_on
    from {{ ref('stg_plans') }} as plans
    left join proofs on plans.plan_kind = proofs.plan_kind
)

select
    dated.fiscal_year_be,
    dated.centre_id,
    dated.plan_kind,
    dated.approved_on,
    dated.sent_on,
    dated.reported_on,
    case when dated.proved_on <= run.as_of then dated.proved_on end as done_on
from dated
cross join {{ ref('stg_runs') }} as run
