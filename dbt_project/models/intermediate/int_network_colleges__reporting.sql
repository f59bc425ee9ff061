-- What each college of a CVM network has sent and done as a whole, whatever its fields: knowledge bank, self-assessment,
-- quality of what it sends, e-MVS, working group and duties.
with members as (
    select fiscal_year_be, academic_year_be, centre_id, college_code
    from {{ ref('int_centres__networks') }}
),

emvs as (
    select
        fiscal_year_be,
        reporter as college_code,
        sum(reporters_asked)::bigint as emvs_rounds_asked,
        sum(reporters_entered)::bigint as emvs_rounds_entered
    from {{ ref('emvs_summary') }}
    where breakdown = 'reporter' and issue_code is null
    group by all
),

events as (
    select
        year_kind,
        year_be,
        college_code,
        count(*) filter (where status <> 'not_applicable') as events_asked,
        count(*) filter (where status = 'overdue') as events_overdue
    from {{ ref('compliance') }}
    where reporter_kind = 'college'
    group by all
)

select
    members.academic_year_be,
    members.centre_id,
    members.college_code,
    banks.assets as knowledge_assets,
    banks.components_in_place as knowledge_components,
    sar.mean_score as sar_score,
    senders.rows_read,
    senders.errors,
    senders.errors_per_1000_rows,
    senders.records as followup_records,
    senders.reached as followups_reached,
    senders.contact_rate,
    emvs.emvs_rounds_asked,
    emvs.emvs_rounds_entered,
    groups.is_ordered as is_group_ordered,
    groups.duties as group_duties,
    groups.duties_done as group_duties_done,
    {%- for count in ['events_asked', 'events_overdue'] %}
    coalesce(
        of_academic_year.{{ count }} + of_fiscal_year.{{ count }}, of_academic_year.{{ count }}, of_fiscal_year.{{ count }}
    ) as {{ count }}{{ ',' if not loop.last }}
    {%- endfor %}
from members
left join {{ ref('knowledge_bank_summary') }} as banks
    on members.fiscal_year_be = banks.fiscal_year_be
    and members.centre_id = banks.centre_id
    and members.college_code = banks.college_code
left join {{ ref('sar_summary') }} as sar
    on members.academic_year_be = sar.academic_year_be
    and members.centre_id = sar.centre_id
    and members.college_code = sar.college_code
    and sar.breakdown = 'cvm_network_college'
    and sar.standard_set = 'iqa'
left join {{ ref('sender_scorecard') }} as senders
    on members.academic_year_be = senders.academic_year_be
    and members.college_code = senders.college_code
left join emvs
    on members.fiscal_year_be = emvs.fiscal_year_be
    and members.college_code = emvs.college_code
left join {{ ref('working_group_status') }} as groups
    on members.academic_year_be = groups.academic_year_be
    and members.college_code = groups.college_code
    and groups.order_kind = 'vcop'
left join events as of_academic_year
    on members.academic_year_be = of_academic_year.year_be
    and members.college_code = of_academic_year.college_code
    and of_academic_year.year_kind = 'academic'
left join events as of_fiscal_year
    on members.fiscal_year_be = of_fiscal_year.year_be
    and members.college_code = of_fiscal_year.college_code
    and of_fiscal_year.year_kind = 'fiscal'
