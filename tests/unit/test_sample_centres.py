"""The three centres of the sample: every source, one centre good, one behind, one that its rows contradict."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipelines.settings import CONTRACTS_DIR
from pipelines.synthetic import results
from pipelines.synthetic.planted import FATE
from pipelines.synthetic.rows import Row
from pipelines.synthetic.sample_centres import BEHIND, CONTRADICTING, GOOD, SPOILT, Centres, centres
from pipelines.synthetic.sample_counts import SEED
from pipelines.synthetic.sample_draws import colleges

FISCAL_YEAR = 2568
ELSEWHERE = {"colleges", "outcome_counts", "enrolment_counts", "graduates", "followups", "intentions"} | {
    "round_submissions"
}
"""Sources of which the sample has other files."""
OF_CENTRES = ("network_members", "plans", "plan_items", "centre_meetings", "centre_activities", "recommendations")


@pytest.fixture(scope="module")
def sample() -> Centres:
    return centres(SEED, colleges())


@pytest.fixture(scope="module")
def rows(sample: Centres) -> dict[str, list[Row]]:
    """All rows that load, by source."""
    found: dict[str, list[Row]] = {}
    for sent in sample.files:
        for entry in sent.entries:
            found.setdefault(entry.source, []).extend(row for row in entry.rows if FATE not in row)
    return found


def of_centre(rows: list[Row], centre: str) -> list[Row]:
    return [row for row in rows if row["centre"] == centre]


def test_every_source_is_there(sample: Centres, rows: dict[str, list[Row]]) -> None:
    contracts = {path.name.partition(".")[0] for path in CONTRACTS_DIR.glob("*.odcs.yaml")}
    assert set(rows) == contracts - ELSEWHERE
    for source in OF_CENTRES:
        assert {row["centre"] for row in rows[source]} >= {GOOD, BEHIND, CONTRADICTING}, source
    spoilt = {entry.source for sent in sample.files if sent.faults for entry in sent.entries}
    assert spoilt <= set(SPOILT)
    assert len(spoilt) > 9
    assert all(len(sent.content) < 30_000 for sent in sample.files)


def test_the_good_centre_is_in_time_and_has_what_it_must(rows: dict[str, list[Row]]) -> None:
    plans = of_centre(rows["plans"], GOOD)
    assert len(plans) == 5
    assert all(row["sent_on"] - row["approved_on"] < timedelta(days=30) for row in plans)
    meetings = of_centre(rows["centre_meetings"], GOOD)
    for year in (FISCAL_YEAR, FISCAL_YEAR + 1):
        kinds = [row["meeting_kind"] for row in meetings if row["fiscal_year_be"] == year]
        assert min(kinds.count("board"), kinds.count("directors")) >= 2
    met = [row for row in of_centre(rows["centre_activities"], GOOD) if row["target"] is not None]
    assert len(met) > 15
    assert all(row["actual"] >= row["target"] for row in met)
    licensed = {row["body"] for row in rows["assessment_centres"] if row["stage"] == "licensed"}
    assert licensed == {"tpqi", "dsd", "international"}
    accounts = [row for row in rows["placements"] if row["field_th"] == "การบัญชี"]
    assert accounts
    assert not any(row["incidents"] for row in accounts)


def test_the_centre_behind_has_open_items_and_few_meetings(rows: dict[str, list[Row]]) -> None:
    plans = of_centre(rows["plans"], BEHIND)
    assert all(row["sent_on"] is None or row["sent_on"] - row["approved_on"] > timedelta(days=60) for row in plans)
    assert any(row["sent_on"] is None for row in plans)
    items = of_centre(rows["plan_items"], BEHIND)
    assert sum(row["actual"] is None for row in items) > len(items) / 2
    boards = [row for row in of_centre(rows["centre_meetings"], BEHIND) if row["meeting_kind"] == "board"]
    assert len(boards) < 2
    assert not of_centre(rows["event_reports"], BEHIND)


def test_the_contradicted_centre_reports_more_than_its_rows_hold(rows: dict[str, list[Row]]) -> None:
    told = {
        row["key_result_id"]: row["actual"]
        for row in of_centre(rows["centre_activities"], CONTRADICTING)
        if row["fiscal_year_be"] == FISCAL_YEAR
    }
    own = {name: [row for row in found if row.get("centre") == CONTRADICTING] for name, found in rows.items()}
    this_year = [row for row in own["centre_meetings"] if row["fiscal_year_be"] == FISCAL_YEAR]
    held = {
        "1.1-a3": sum(row["meeting_kind"] == "board" for row in this_year),
        "1.1-a4": sum(row["meeting_kind"] == "directors" for row in this_year),
        "1.1-a5": sum(row["meeting_kind"] == "establishments" for row in this_year),
        "2.2-1": 1,
        **results.of_fields(results.results_of(rows, FISCAL_YEAR), FISCAL_YEAR, {"การโรงแรม"}),
    }
    overstated = [name for name, figure in held.items() if name in told and told[name] > figure * 1.1]
    assert len(overstated) >= 4
    assert not [name for name, figure in held.items() if name in told and told[name] < figure * 0.9]
    assert any(row["incidents"] for row in rows["placements"] if row["field_th"] == "การโรงแรม")
