"""Every problem of matching, solved and proven by `pipelines.matching`; here its rows are only read and written."""


def model(dbt, session):
    """The rows of all parts, as `match` tells them; colleges and needs stand by their numbers."""
    dbt.config(materialized="table")

    from pipelines.matching import match

    problem = "fiscal_year_be, demand_kind, level, meeting_field_th"
    people = dbt.ref("int_match__people").project(f"{problem}, college_node as college_code, people")
    seats = dbt.ref("int_match__seats").project(
        f"{problem}, need_node as demand_id, establishment_id, province_code, headcount"
    )
    candidates = dbt.ref("int_match__candidates").project(
        "college_node as college_code, need_node as demand_id, score, pair_cap"
    )
    overrides = (
        dbt.ref("int_match__overrides")
        .filter("refusal is null")
        .project(
            f"override_id::varchar as override_id, {problem}, "
            "college_node as college_code, establishment_id, province_code, action, persons"
        )
    )
    solved = match(people.pl(), seats.pl(), candidates.pl(), overrides.pl())
    return session.from_arrow(solved.to_arrow()).project(
        "* replace (override_id::uuid as override_id) rename (college_code as college_node, demand_id as need_node)"
    )
