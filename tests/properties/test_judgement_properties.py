"""Whatever arrives in whatever order: nothing is lost, nothing is counted twice, and the order does not matter."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.guarding.expectations import ROW_ID
from pipelines.guarding.judgement import Judgement
from pipelines.reading.files import ReadFile
from tests.made_files.readings import judged, read_rows
from tests.made_files.rows import enrolment, member, rebuilt
from tests.profiles import examples

pytestmark = pytest.mark.usefixtures("quickly")
TIERS = ["Expert", "Standard", "ไม่รู้จัก"]
DATES = ["30/6/2568", "30/6/1968", "วันพรุ่งนี้", ""]
PROVINCES = ["นครปฐม", "ที่ไหนสักแห่ง"]

# few colleges, so that rows of different files meet
rows = st.builds(
    lambda number, tier, joined, province: member(
        number, {"กลุ่มสถานศึกษา": tier, "วันที่เข้าร่วม": joined, "จังหวัด": province}
    ),
    st.integers(1, 8),
    st.sampled_from([*TIERS[:1] * 8, *TIERS]),
    st.sampled_from([*DATES[:1] * 8, *DATES]),
    st.sampled_from([*PROVINCES[:1] * 4, *PROVINCES]),
)
batches = st.lists(st.lists(rows, min_size=1, max_size=12), min_size=1, max_size=4)
shares = st.sampled_from([0.0, 0.2, 0.5, 1.0])
SHAS = ["a", "b", "c", "d"]


def counts(judgement: Judgement) -> dict[str, tuple[str, int, int, int, int, int]]:
    return {
        file.source_sha256: (
            file.verdict, file.rows_read, file.rows_loaded, file.rows_quarantined, file.rows_held, file.rows_duplicate,
        )
        for file in judgement.files
    }  # fmt: skip


def check_conservation(found: Judgement, frame: pl.DataFrame) -> None:
    """Per file and in all, and the states agree with the figures."""
    states = frame.join(found.states, on=ROW_ID, how="left")
    assert states["state"].null_count() == 0
    assert found.states.height == frame.height
    for file in found.files:
        own = states.filter(pl.col("source_sha256") == file.source_sha256)["state"].to_list()
        assert file.rows_read == len(own)
        assert file.rows_read == file.rows_loaded + file.rows_quarantined + file.rows_held + file.rows_duplicate
        told = (file.rows_loaded, file.rows_quarantined, file.rows_held, file.rows_duplicate)
        assert told == tuple(own.count(state) for state in ("loaded", "quarantined", "held", "duplicate"))
        assert file.rows_held in (0, file.rows_read)
        assert (file.verdict == "held") is (file.rows_held > 0)
    assert sum(file.rows_read for file in found.files) == frame.height
    assert sum(result.rows_failed > result.rows_checked for result in found.results) == 0


@examples(14)
@given(batches, shares, st.booleans())
def test_every_row_is_loaded_quarantined_held_or_a_duplicate(
    files: list[list[dict[str, str]]], share: float, is_accepted: bool
) -> None:
    read: dict[str, ReadFile] = {sha: read_rows(lines) for sha, lines in zip(SHAS, files, strict=False)}
    accepted = ["a"] if is_accepted else []
    found, frame = judged(read, accepted=accepted, max_quarantined_share=share)
    check_conservation(found, frame)
    states = frame.join(found.states, on=ROW_ID)
    loaded = states.filter(pl.col("state") == "loaded")
    assert loaded["key_hash"].is_unique().all(), "a key stands once among the rows that load"
    faulty = set(found.cells.filter(pl.col("severity") == "error")[ROW_ID])
    assert not faulty & set(loaded[ROW_ID])
    quarantined = states.filter(pl.col("state") == "quarantined")
    assert set(quarantined[ROW_ID]) <= faulty
    assert quarantined["rules"].null_count() == 0
    duplicates = states.filter(pl.col("state") == "duplicate")
    assert (
        duplicates.join(states.filter(pl.col("state") != "held"), on="key_hash", how="semi").height == duplicates.height
    )
    if is_accepted:
        assert counts(found)["a"][4] == 0


@examples(8)
@given(batches, st.randoms(use_true_random=False))
def test_the_order_of_files_and_rows_does_not_matter(files: list[list[dict[str, str]]], chance: random.Random) -> None:
    """Files keep their content, whatever they are called and however their rows are laid out."""
    read = {sha: read_rows(lines) for sha, lines in zip(SHAS, files, strict=False)}
    first, frame = judged(read)
    other, shuffled = judged(dict(sorted(read.items(), key=lambda _: chance.random())))
    assert counts(first) == counts(other)
    assert first.results == other.results
    by_rows = {}
    for sha, lines in zip(SHAS, files, strict=False):
        by_rows[sha] = read_rows(chance.sample(lines, len(lines)))
    third, mixed = judged(by_rows)
    assert counts(first) == counts(third)
    contents = [
        sorted(part.join(found.states, on=ROW_ID).select("source_sha256", "key_hash", "tier", "state").rows(), key=str)
        for found, part in ((first, frame), (other, shuffled), (third, mixed))
    ]
    assert contents[0] == contents[1] == contents[2]


@examples(6)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=10),
    st.lists(st.integers(1, 3), min_size=1, max_size=10),
    st.integers(0, 2),
)
def test_additive_rows_all_load_but_where_another_layout_counts_the_same_learners(
    additive: list[int], single: list[int], negative: int
) -> None:
    open_rows = [rebuilt(number) for number in additive]
    open_rows += [rebuilt(number, {"students": "-1"}) for number in range(negative)]
    read = {
        "a": read_rows(open_rows, "enrolment_ay2568.csv"),
        "b": read_rows([enrolment(number) for number in single]),
    }
    found, frame = judged(read, max_quarantined_share=1)
    check_conservation(found, frame)
    twice = (set(additive) | set(range(negative))) & set(single)
    apart = [number for number in additive if number not in twice]
    assert counts(found)["a"][2:] == (len(apart), len(additive) - len(apart) + negative, 0, 0)
    repeated = len(single) - len(set(single))
    assert counts(found)["b"][2:] == (len(set(single) - twice), len(set(single) & twice), 0, repeated)
