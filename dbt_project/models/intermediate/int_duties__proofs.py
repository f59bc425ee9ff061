"""The rows that prove an event of the calendar, or a duty of a working group, done.

Where a run makes only its slices anew, the variable `inside` says which rows of the sources about people lie inside.
"""


def model(dbt, session):
    """One query over all sources that `done_when` names, as `pipelines.office.proving` writes it."""
    dbt.config(materialized="table", meta={"slices": "proofs"})

    from pipelines.building.slices import SLICED_SOURCES
    from pipelines.contracts import load_contracts
    from pipelines.office import proving

    held = {
        "agreements": dbt.ref("stg_agreements"),
        "assessment_centres": dbt.ref("stg_assessment_centres"),
        "centre_activities": dbt.ref("stg_centre_activities"),
        "centre_boards": dbt.ref("stg_centre_boards"),
        "centre_meetings": dbt.ref("stg_centre_meetings"),
        "certifications": dbt.ref("stg_certifications"),
        "colleges": dbt.ref("stg_colleges__history").filter("replaced_by_load_id is null"),
        "curriculum_units": dbt.ref("stg_curriculum_units"),
        "demands": dbt.ref("stg_demands"),
        "emvs_progress": dbt.ref("stg_emvs_progress"),
        "enrolment_counts": dbt.ref("stg_enrolment_counts").project("* rename (learners as students)"),
        "establishments": dbt.ref("stg_establishments"),
        "event_reports": dbt.ref("stg_event_reports"),
        "job_postings": dbt.ref("stg_job_postings"),
        "knowledge_assets": dbt.ref("stg_knowledge_assets"),
        "network_members": dbt.ref("stg_network_members"),
        "outcome_counts": dbt.ref("stg_outcome_counts"),
        "placements": dbt.ref("stg_placements"),
        "plan_items": dbt.ref("stg_plan_items"),
        "plans": dbt.ref("stg_plans"),
        "recommendations": dbt.ref("stg_recommendations"),
        "round_submissions": dbt.ref("stg_round_submissions"),
        "sar_scores": dbt.ref("stg_sar_scores"),
        "short_courses": dbt.ref("stg_short_courses"),
        "teacher_development": dbt.ref("stg_teacher_development"),
        "teacher_skills": dbt.ref("stg_teacher_skills"),
        "teachers": dbt.ref("stg_teachers"),
        "working_group_orders": dbt.ref("stg_working_group_orders"),
        "working_groups": dbt.ref("stg_working_groups"),
        "workplace_experts": dbt.ref("stg_workplace_experts"),
        # whose rows are resolved: the roster that counts, and who is meant by a survey answer or a record
        "graduates": dbt.ref("int_graduates__one_roster"),
        "intentions": dbt.ref("int_intentions__with_learner").project("* replace (learner_key as student_key)"),
    }
    students, levels = dbt.ref("stg_students"), dbt.ref("levels")
    held["students"] = students.join(levels.project("level, years_of_study"), "level", how="left").project(
        "*, years_of_study is not null and (coalesce(is_beyond_course, false) or year_of_study >= years_of_study) "
        "as is_final_year"
    )
    records = dbt.ref("int_followups__in_window").project(
        "academic_year_be, round, college_code, student_key, recorded_on, graduate_key"
    )
    held["followups"] = (
        dbt.ref("stg_followups")
        .project("* exclude (reported_recorded_on) rename (reported_level as level, reported_field_th as field_th)")
        .join(records, "academic_year_be, round, college_code, student_key")
    )
    texts = [
        text
        for relation in (dbt.ref("stg_calendar"), dbt.ref("working_group_duties"))
        for (text,) in relation.filter("done_when is not null").project("done_when").fetchall()
    ]
    proofs = proving.proofs_of(texts)
    ((inside,),) = session.sql("select getvariable('inside')").fetchall()
    if inside:
        held |= {source: held[source].filter(inside) for source in SLICED_SOURCES}
        proofs = {rows_of: proof for rows_of, proof in proofs.items() if proof.source in SLICED_SOURCES}
    return session.sql(
        proving.query_of(
            proofs,
            load_contracts(),
            {source: relation.sql_query() for source, relation in held.items()},
            {source: relation.columns for source, relation in held.items()},
        )
    )
