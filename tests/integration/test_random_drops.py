"""Random sequences of drops: no row is ever lost or doubled, and neither order nor batches inside a drop matter.

The rules are judged here by polars (`tests.judging`): Great Expectations costs half a second a time.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.synthetic.sample_files import Row, delimited
from tests.integration.drops import MEMBER_HEADINGS, House
from tests.judging import quick

COLLEGES = [f"13991000{number:02}" for number in range(4)]
CENTRES = ["2564-01", "2564-02", "2564-03"]
TIERS = ["Standard", "Expert", "no such tier"]
EXAMPLES = 150 if os.environ.get("CVM_PROOF") == "full" else 4
LIMITS = {"max_quarantined_share": 0.5, "max_removed_share": 0.5}
"""Wide, so that a random drop is loaded in part more often than it is held."""

ONE_BY_ONE = {**LIMITS, "batch_rows": 1}
"""Each submission is a batch of its own."""

tier = st.sampled_from([*TIERS[:2]] * 2 + TIERS[2:])
file = st.lists(st.sampled_from(CENTRES), min_size=1, max_size=2).flatmap(
    lambda centres: st.lists(
        st.tuples(st.sampled_from(centres), st.sampled_from(COLLEGES), tier), min_size=3, max_size=7
    )
)
drops = st.lists(st.lists(file, min_size=1, max_size=3), min_size=2, max_size=4)
HOLDS = "centre_id, college_code, tier"


def sent(rows: Sequence[tuple[str, str, str]]) -> bytes:
    listed: list[Row] = [[2567, centre, college, tier] for centre, college, tier in rows]
    return delimited([MEMBER_HEADINGS, *listed], "utf-8")


# a drop costs a quarter of a second, so a failing sequence is told as it was found
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(drops, st.randoms(use_true_random=False))
def test_random_drops_lose_nothing_and_double_nothing(sequence: list[list[Any]], chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder, quick():
        house, shuffled = House(Path(folder, "a"), LIMITS), House(Path(folder, "b"), ONE_BY_ONE)
        expected: dict[tuple[str, str], str] = {}
        earlier: list[tuple[Any, ...]] = []
        for number, files in enumerate(sequence):
            reports = house.drop({f"{number}-{place}.csv": sent(rows) for place, rows in enumerate(files)})
            for report in reports.values():
                counts = report.rows
                parts = (counts.rows_loaded, counts.rows_quarantined, counts.rows_held, counts.rows_duplicate)
                assert counts.rows_read == sum(parts)
            _expect(house, expected, reports)
            holding = house.holding("network_members", HOLDS)
            assert holding == sorted((*key, tier) for key, tier in expected.items())
            earlier = _only_grown(house, earlier)
            _drop_shuffled(shuffled, number, files, chance)
            assert shuffled.records("network_members") == house.records("network_members")


def _expect(house: House, expected: dict[tuple[str, str], str], reports: dict[str, Any]) -> None:
    """Brings the model up to date with one drop, told which rows were loaded and which stand in quarantine."""
    last = max((row[0] for row in house.query("select run_id from raw.files")), default="")
    if not reports:
        return
    loaded = house.query(
        f"select centre_id, college_code, tier from raw.network_members where load_id = '{last}' order by all"
    )
    assert len(loaded) == sum(report.rows.rows_loaded for report in reports.values())
    assert len({row[:2] for row in loaded}) == len(loaded), "a key is loaded once"
    unsure = {
        key
        for (key,) in house.query(
            f"select key_hash from raw.quarantine where run_id = '{last}' and key_hash is not null"
        )
    }
    key_of = {
        (centre, college): key
        for centre, college, key in house.query("select centre_id, college_code, key_hash from raw.network_members")
    }
    scopes = {row[0] for row in loaded}
    for key in [key for key in expected if key[0] in scopes and key_of[key] not in unsure]:
        del expected[key]
    expected |= {(centre, college): tier for centre, college, tier in loaded}


def _only_grown(house: House, earlier: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Raw is append-only: every earlier row is there as it was, but that it may have been replaced meanwhile."""
    rows = house.query(
        "select load_id, source_sha256, row_number, key_hash, tier, replaced_by_load_id from raw.network_members"
    )
    now = {row[:5]: row[5] for row in rows}
    assert len(now) == len(rows)
    for *row, replaced in earlier:
        assert tuple(row) in now
        assert replaced in (None, now[tuple(row)])
    return rows


def _drop_shuffled(house: House, number: int, files: list[Any], chance: random.Random) -> None:
    """The same drop with its files under other names, in another order and in as many batches as can be."""
    places = list(range(len(files)))
    chance.shuffle(places)
    house.drop({f"{number} {chance.random()}.csv": sent(files[place]) for place in places})
