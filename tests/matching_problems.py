"""Made-up problems of matching, small or as large as a field of the country, as the frames that `match` takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import polars as pl
from hypothesis import strategies as st

_PROBLEM = {
    "fiscal_year_be": pl.Int32,
    "demand_kind": pl.String,
    "level": pl.String,
    "meeting_field_th": pl.String,
}
_PEOPLE = {**_PROBLEM, "college_code": pl.String, "people": pl.Int64}
_SEATS = {
    **_PROBLEM,
    "demand_id": pl.String,
    "establishment_id": pl.String,
    "province_code": pl.String,
    "headcount": pl.Int64,
}
_CANDIDATES = {"college_code": pl.String, "demand_id": pl.String, "score": pl.Int64, "pair_cap": pl.Int64}
_OVERRIDES = {
    "override_id": pl.String,
    **_PROBLEM,
    "college_code": pl.String,
    "establishment_id": pl.String,
    "province_code": pl.String,
    "action": pl.String,
    "persons": pl.Int64,
}

WELDING = (2569, "job", "2", "ช่างเชื่อมโลหะ")
TEACHERS = (2569, "teacher_placement", None, "ช่างเชื่อมโลหะ")


@dataclass(frozen=True)
class Frames:
    """What `match` takes, in the order of its arguments."""

    people: pl.DataFrame
    seats: pl.DataFrame
    candidates: pl.DataFrame
    overrides: pl.DataFrame

    def __iter__(self) -> Any:
        return iter([getattr(self, one.name) for one in fields(self)])

    def shuffled(self, seed: int) -> Frames:
        """The same rows in another order."""
        return Frames(*(frame.sample(fraction=1, shuffle=True, seed=seed) for frame in self))


def frames(
    people: Iterable[Sequence[Any]],
    seats: Iterable[Sequence[Any]],
    candidates: Iterable[Sequence[Any]],
    overrides: Iterable[Sequence[Any]] = (),
    problem: tuple[Any, ...] = WELDING,
) -> Frames:
    """One problem by hand.

    Args:
        people: (college, people).
        seats: (need, headcount[, establishment[, province]]); the establishment is `of <need>` where it is not told.
        candidates: (college, need, score[, cap]).
        overrides: (override, college, establishment, action[, persons[, province]]).
    """
    return Frames(
        _frame([[*problem, *row] for row in people], _PEOPLE),
        _frame([[*problem, *_need(*row)] for row in seats], _SEATS),
        _frame([[*row, None][:4] for row in candidates], _CANDIDATES),
        _frame([_override(problem, *row) for row in overrides], _OVERRIDES),
    )


def _need(need: str, headcount: int, establishment: str | None = "", province: str | None = None) -> list[Any]:
    return [need, f"of {need}" if establishment == "" else establishment, province, headcount]


def _override(
    problem: tuple[Any, ...],
    override: str,
    college: str,
    establishment: str | None,
    action: str,
    persons: int | None = None,
    province: str | None = None,
) -> list[Any]:
    return [override, *problem, college, establishment, province, action, persons]


def _frame(rows: list[list[Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


@st.composite
def problems(draw: st.DrawFn) -> Frames:
    """Several problems that share colleges, with few or many equal scores, caps, pins and forbidden pairs."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    colleges, needs = draw(st.integers(0, 6)), draw(st.integers(0, 8))
    most, best = draw(st.sampled_from([1, 4, 30])), draw(st.sampled_from([1, 5, 10_001]))
    people, seats, candidates, overrides = [], [], [], []
    for number, problem in enumerate([WELDING, (2568, *WELDING[1:]), TEACHERS][: draw(st.integers(1, 3))]):
        share = random.random()
        people += [[*problem, f"c{one}", int(random.integers(0, most + 1))] for one in range(colleges)]
        for other in range(needs):
            need = f"n{number}{other}"
            establishment = f"e{other // 2}" if random.random() < 0.9 else None
            seats.append([*problem, need, establishment, f"{10 + other % 2}", int(random.integers(0, most + 1))])
            for one in range(colleges):
                if establishment and random.random() < share:
                    cap = int(random.integers(0, 3)) if random.random() < 0.3 else None
                    candidates.append([f"c{one}", need, int(random.integers(1, best + 1)), cap])
        for override in range(int(random.integers(0, 4))):
            pair = f"c{random.integers(0, 6)}", f"e{random.integers(0, 4)}"
            province = [None, "10", "11"][random.integers(0, 3)]
            action, persons = ("pin", int(random.integers(1, 4))) if random.random() < 0.6 else ("forbid", None)
            overrides.append([f"o{number}{override}", *problem, *pair, province, action, persons])
    return Frames(
        _frame(people, _PEOPLE),
        _frame(seats, _SEATS),
        _frame(candidates, _CANDIDATES),
        _frame(overrides, _OVERRIDES),
    )


def fields_of_the_country(count: int, colleges: int, needs: int, nearest: int, seed: int = 8) -> Frames:
    """So many fields: each need has as candidates the colleges nearest to it; one in twenty of the pairs has a cap.

    Args:
        count: fields.
        colleges: of each field, with 1 to 59 people.
        needs: of each field, with 1 to 9 seats.
        nearest: candidates of a need.
    """
    random = np.random.default_rng(seed)
    parts = []
    for field in range(count):
        problem = [pl.lit(value, kind).alias(name) for value, (name, kind) in zip(
            (2569, "job", "2", f"สาขาวิชา {field:04}"), _PROBLEM.items(), strict=True)]  # fmt: skip
        codes = np.array([f"{one:010}" for one in range(colleges)])
        ids = np.array([f"{one:032x}" for one in random.permutation(needs) + field * needs])
        far = np.linalg.norm(random.random((colleges, 1, 2)) - random.random((1, needs, 2)), axis=2)
        college = np.argsort(far, axis=0, kind="stable")[:nearest].ravel()
        need = np.tile(np.arange(needs), min(nearest, colleges))
        score = 1 + (6000 * (1 - far[college, need] / 1.5)).astype(int) + random.integers(0, 4001, len(need))
        cap = pl.Series(random.integers(1, 5, len(need))).set(pl.Series(random.random(len(need)) >= 0.05), None)
        parts.append(
            [
                pl.DataFrame({"college_code": codes, "people": random.integers(1, 60, colleges)}).select(
                    *problem, pl.all()
                ),
                pl.DataFrame({"demand_id": ids, "headcount": random.integers(1, 10, needs)}).select(
                    *problem,
                    "demand_id",
                    pl.col("demand_id").alias("establishment_id"),
                    pl.lit("10").alias("province_code"),
                    "headcount",
                ),
                pl.DataFrame({"college_code": codes[college], "demand_id": ids[need], "score": score, "pair_cap": cap}),
            ]
        )
    people, seats, candidates = (pl.concat(kind) for kind in zip(*parts, strict=True))
    return Frames(people, seats, candidates, _frame([], _OVERRIDES))
