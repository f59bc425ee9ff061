"""The language of proofs: read, written again, and held against the contracts."""

from __future__ import annotations

import csv
from decimal import Decimal
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.office.calendar import seed_events
from pipelines.office.done_when import REPORTED, DoneWhen, Proof, ProofError, mistakes_of, parse_done_when
from pipelines.settings import SEEDS_DIR
from tests.made_files.readings import contracts

names = st.builds(
    "".join, st.tuples(st.sampled_from(ascii_lowercase), st.text(f"{ascii_lowercase}0123456789_", max_size=9))
)
values = st.from_regex(r"[\w*ก-๙][\w*ก-๙ .-]{0,8}[\w*ก-๙]", fullmatch=True)


@st.composite
def proofs(draw: st.DrawFn) -> Proof:
    rule = draw(st.sampled_from(("first", "last", "nth", "share", "filled")))
    is_share = rule == "share"
    return Proof(
        draw(names),
        draw(names),
        rule,  # type: ignore[arg-type]
        tuple(draw(st.lists(st.tuples(names, values), max_size=3))),
        nth=draw(st.integers(1, 99)) if rule == "nth" else None,
        share=Decimal(draw(st.integers(1, 100))) / 100 if is_share else None,
        of=draw(names) if is_share else None,
        is_final_year=draw(st.booleans()) if is_share else False,
    )


groups = st.lists(st.lists(proofs(), min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)


@given(groups)
def test_what_is_written_reads_as_what_it_was(found: tuple[tuple[Proof, ...], ...]) -> None:
    assert parse_done_when(str(DoneWhen(found))) == DoneWhen(found)


@given(st.text(f"{ascii_lowercase}019._-*[]=,+| ", max_size=40))
def test_any_text_is_a_proof_or_is_told_what_a_proof_is(text: str) -> None:
    try:
        assert parse_done_when(str(parse_done_when(text))) == parse_done_when(text)
    except ProofError as error:
        assert error.message_th
        assert error.message_en


@pytest.mark.parametrize("event", seed_events(), ids=lambda event: event.event_id)
def test_every_proof_of_the_calendar_is_one(event: object) -> None:
    text = event.done_when  # type: ignore[attr-defined]
    assert str(parse_done_when(text)) == text


def test_all_binds_before_any() -> None:
    reported = Proof("event_reports", "done_on", "first")
    met, ordered = Proof("orders", "met_on", "nth", nth=2), Proof("orders", "ordered_on", "last", (("kind", "vcop"),))
    text = "orders.met_on nth 2+orders.ordered_on [ kind = vcop ] last |event_reports.done_on  first"
    assert parse_done_when(text) == DoneWhen(((met, ordered), (reported,)))
    assert parse_done_when(REPORTED) == DoneWhen(((reported,),))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "students",
        "students.arrived_on",
        "students.arrived_on soon",
        "students.arrived_on first +",
        "students.arrived_on first | ",
        "students.arrived_on first students.arrived_on last",
        "students.arrived_on[] first",
        "students.arrived_on[status] first",
        "students.arrived_on[status=] first",
        "students.arrived_on[status=studying first",
        "students.arrived_on nth 0",
        "students.arrived_on nth",
        "students.arrived_on share 0 of students",
        "students.arrived_on share 1.5 of students",
        "students.arrived_on share 95% of students",
        "students.arrived_on share 0.95",
        "students.arrived_on share 0.95 of students[status=studying]",
        "Students.arrived_on first",
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(ProofError):
        parse_done_when(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("students.profile_updated_on[status=studying] share 0.95 of students", None),
        ("intentions.surveyed_on share 0.95 of students[final_year]", None),
        ("followups.recorded_on[round=1] last + graduates.arrived_on first", None),
        ("students.academic_year_be filled", None),
        ("graduates.arrived_on[academic_year_be=2567] first", None),
        ("followups.recorded_on[academic_year_be=*-1, round=1] share 0.95 of graduates", None),
        ("graduates.arrived_on[academic_year_be=last] first", "is no year"),
        ("graduates.arrived_on[academic_year_be=*-10] first", "is no year"),
        ("graduates.arrived_on[fiscal_year_be=2568] first", "no column fiscal_year_be"),
        ("pupils.arrived_on first", "no source pupils"),
        ("students.arrived_on share 1 of pupils", "no source pupils"),
        ("students.updated_on first", "no column updated_on"),
        ("students.full_name filled", "no column full_name"),
        ("students.status first", "only the rule filled"),
        ("students.arrived_on[state=studying] first", "no column state"),
        ("students.arrived_on[status=asleep] first", "never asleep"),
        ("followups.recorded_on[round=first] first", "never first"),
        ("students.arrived_on share 0.9 of colleges", "holds no people"),
        ("students.arrived_on share 0.9 of intentions[final_year]", "no [final_year]"),
        ("teacher_skills.arrived_on share 0.9 of teacher_development", None),
        ("teacher_skills.arrived_on share 0.9 of teachers", "do not tell people and years as teachers does"),
        ("intentions.surveyed_on share 0.9 of graduates", "do not tell people and years as graduates does"),
        ("plans.sent_on share 0.9 of students", "do not tell people and years as students does"),
    ],
)
def test_a_proof_names_sources_and_columns_that_there_are(text: str, told: str | None) -> None:
    mistakes = [mistake.message_en for mistake in mistakes_of(parse_done_when(text), contracts())]
    assert len(mistakes) == (told is not None)
    assert told is None or told in mistakes[0]


def test_every_proof_of_the_seeds_is_right_by_the_contracts() -> None:
    texts = [event.done_when for event in seed_events()]
    with (SEEDS_DIR / "working_group_duties.csv").open(encoding="utf-8", newline="") as file:
        texts += [row["done_when"] for row in csv.DictReader(file) if row["done_when"]]
    mistakes = {mistake.message_en for text in texts for mistake in mistakes_of(parse_done_when(text), contracts())}
    assert mistakes == set()
