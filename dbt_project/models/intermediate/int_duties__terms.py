"""What proves an event of the calendar, or a duty of a working group, done: one row a proof."""


def model(dbt, session):
    """The proofs of `done_when`, as `pipelines.office.proving` reads them."""
    dbt.config(materialized="table")

    from pipelines.office import proving

    events = dbt.ref("stg_calendar").project("event_id, year_be, done_when").fetchall()
    duties = dbt.ref("working_group_duties").filter("done_when is not null").project("duty_id, done_when").fetchall()
    return session.from_arrow(proving.frame_of_terms(events, duties).to_arrow())
