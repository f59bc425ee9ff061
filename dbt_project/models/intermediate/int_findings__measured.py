"""The rows of the published tables that policy rules look at, and what each rule reads of them."""


def model(dbt, session):
    """One query over all rules, as `pipelines.policy.reading` writes it; a rule may look at the tables named here."""
    dbt.config(materialized="table")

    from pipelines.policy import reading, rules

    tables = {
        "alumni_reach": dbt.ref("alumni_reach"),
        "assessment_centre_status": dbt.ref("assessment_centre_status"),
        "centre_meeting_summary": dbt.ref("centre_meeting_summary"),
        "centre_scorecard": dbt.ref("centre_scorecard"),
        "certification_summary": dbt.ref("certification_summary"),
        "compliance": dbt.ref("compliance"),
        "employment_details": dbt.ref("employment_details"),
        "employment_rates": dbt.ref("employment_rates"),
        "emvs_summary": dbt.ref("emvs_summary"),
        "establishment_report": dbt.ref("establishment_report"),
        "intention_outcomes": dbt.ref("intention_outcomes"),
        "knowledge_bank_summary": dbt.ref("knowledge_bank_summary"),
        "matching_report": dbt.ref("matching_report"),
        "network_comparison": dbt.ref("network_comparison"),
        "partnerships": dbt.ref("partnerships"),
        "placement_safety": dbt.ref("placement_safety"),
        "plan_status": dbt.ref("plan_status"),
        "round_submissions": dbt.ref("round_submissions"),
        "sar_summary": dbt.ref("sar_summary"),
        "sender_scorecard": dbt.ref("sender_scorecard"),
        "short_course_summary": dbt.ref("short_course_summary"),
        "skill_gaps": dbt.ref("skill_gaps"),
        "student_profile_summary": dbt.ref("student_profile_summary"),
        "supply": dbt.ref("supply"),
        "supply_demand_gap": dbt.ref("supply_demand_gap"),
        "teacher_coverage": dbt.ref("teacher_coverage"),
        "teacher_development_summary": dbt.ref("teacher_development_summary"),
        "working_group_status": dbt.ref("working_group_status"),
    }
    listed = dbt.ref("policy_rules").project("columns(*)::varchar").order("rule_id")
    told = [rules.parse_rule(dict(zip(listed.columns, row, strict=True))) for row in listed.fetchall()]
    ((as_of,),) = dbt.ref("stg_runs").project("as_of").fetchall()
    held = {
        name: reading.Held(table.sql_query(), dict(zip(table.columns, map(str, table.types), strict=True)))
        for name, table in tables.items()
    }
    return session.sql(reading.query_of(told, held, as_of))
