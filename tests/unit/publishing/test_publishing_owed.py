"""Who owes what: by event, place and centre, and of publications that are older than what is asked."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.errors import UsageError
from pipelines.publishing.owed import Scope, duties_of, events_of, owing

AS_OF = "2026-01-10"
MADE_UP = """
    create table dim_calendar_event as from (values
        ('record', 'บันทึก', 'record', 'follow-up', 'college', date '2025-12-01', date '2025-12-31'),
        ('plan', 'แผน', 'plan', 'CVM', 'centre', null, null),
        ('later', 'ต่อไป', null, 'V-COP', 'college', date '2026-02-01', null)
    ) as events (event_id, event_th, event_en, system, applies_to, opens_on, closes_on);
    create table compliance as
    select *, people_asked - people_done as people_missing from (values
        ('record', 'college', '1', '20', 'สถาบันภาคเหนือ 1', '1', null, null, 'overdue', 80, 68),
        ('record', 'college', '2', '50', 'สถาบันชลบุรี', '2', null, null, 'overdue', null, null),
        ('record', 'college', '3', '20', null, '3', null, date '2025-12-20', 'done', 40, 39),
        ('record', 'college', '4', '20', null, '4', null, null, 'not_applicable', 0, 0),
        ('plan', 'centre', '2566-07', '50', null, '9', '2566-07', null, 'open', null, null),
        ('later', 'college', '1', '20', null, '1', null, null, 'open', null, null)
    ) as duties (event_id, reporter_kind, reporter, province_code, institute_name, college_code, centre_id, done_on,
        status, people_asked, people_done)
    inner join dim_calendar_event using (event_id);
    create table dim_college as from (values
        ('1', 'วิทยาลัยหนึ่ง', 'closed', true), ('2', 'วิทยาลัยสอง', null, true), ('3', 'วิทยาลัยสาม', 'open', true)
    ) as colleges (college_code, college_name_th, status, is_current);
    create table dim_cvm_centre as select '2566-07' as centre_id, '2566-07 การบัญชี' as centre_name_th;
    create table dim_institute as select unnest(['สถาบันชลบุรี', 'สถาบันภาคเหนือ 1']) as institute_name;
    create table dim_province as from (values ('20', 'ชลบุรี'), ('50', 'เชียงใหม่'))
        as provinces (province_code, province_name_th);
    create table dim_network_member as from (values ('2566-07', 2568, '2'), ('2566-07', 2567, '1'))
        as members (centre_id, academic_year_be, college_code);
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute(MADE_UP)
        yield made


@pytest.mark.parametrize(
    ("scope", "reporters"),
    [
        (Scope(), {"1", "2", "2566-07"}),
        (Scope(event="plan"), {"2566-07"}),
        (Scope(place="ชลบุรี"), {"1"}),
        (Scope(place="50"), {"2", "2566-07"}),
        (Scope(place="ภาคเหนือ"), {"1"}),
        (Scope(place="สถาบันชลบุรี"), {"2"}),
        (Scope(centre="2566-07"), {"2", "2566-07"}),
        (Scope(event="record", place="50", centre="2566-07"), {"2"}),
        (Scope(event="later"), set()),
    ],
)
def test_who_owes_is_told_of_an_event_a_place_or_a_centre(
    connection: duckdb.DuckDBPyConnection, scope: Scope, reporters: set[str]
) -> None:
    assert {duty.reporter for duty in owing(connection, AS_OF, scope)} == reporters


@pytest.mark.parametrize("scope", [Scope(event="x"), Scope(place="x"), Scope(centre="x")])
def test_what_nobody_knows_is_refused(connection: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    with pytest.raises(UsageError, match=r"there is no .* x; "):
        owing(connection, AS_OF, scope)


def test_how_many_people_are_missing_and_who_is_closed(connection: duckdb.DuckDBPyConnection) -> None:
    first, second = owing(connection, AS_OF, Scope(event="record"))
    assert (first.reporter, first.people_asked, first.people_missing, first.is_closed) == ("1", 80, 12, True)
    assert (second.reporter, second.people_asked, second.people_missing, second.is_closed) == ("2", None, None, False)
    events = {event.event_id: event for event in events_of(connection, AS_OF)}
    assert (events["record"].people_asked, events["record"].people_missing) == (120, 13)
    assert (events["plan"].people_asked, events["plan"].people_missing) == (None, None)
    (done,) = duties_of(connection, AS_OF, "college", "3")
    assert (done.status, done.people_missing) == ("done", 1)


def test_a_publication_older_than_its_counts_of_people_tells_none(connection: duckdb.DuckDBPyConnection) -> None:
    for column in ("people_asked", "people_done", "people_missing"):
        connection.execute(f"alter table compliance drop column {column}")
    assert [event.people_missing for event in events_of(connection, AS_OF)] == [None] * 3
    assert {duty.people_asked for duty in owing(connection, AS_OF, Scope())} == {None}


def test_a_publication_without_duties_tells_none() -> None:
    with duckdb.connect() as connection:
        assert events_of(connection, AS_OF) == ()
        assert owing(connection, AS_OF, Scope(event="x")) == ()
