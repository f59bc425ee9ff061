"""Lines of matching: the best allocation against the linear program of one of its fields, its prices against solving
again with one more, and the list gone down as the floor of both.

Run as `python -m tests.bench.matching FIELDS` it makes up that many fields of a country, matches them and prints the
seconds of each step as JSON; making them up does not count. This module imports no heavy library before that.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any, TypeVar

from tests.bench.processes import Measured, module
from tests.bench.table import Line, Target

_COLLEGES, _NEEDS, _NEAREST = 99, 495, 50
"""Of a field: a nation of 101 fields has 10,000 colleges with a field, 50,000 needs and 2,500,000 pairs of them."""

_AGAIN = 5
"""So many nodes of each side of a field are priced by solving it again."""

Result = TypeVar("Result")


class Matching:
    """Matching of so many fields."""

    def __init__(self, fields: int, *, is_nation: bool):
        self._fields, self._is_nation = fields, is_nation
        self._measured = Measured()
        self._printed: list[dict[str, Any]] = []

    def measure(self) -> None:
        """Once, in a process of its own."""
        self._printed.append(module(self._measured, "matching", self._fields).printed)

    def lines(self) -> list[Line]:
        """The floor, the allocation, the prices, and what they are held against."""
        last = self._printed[-1]
        runs = {
            name: tuple(one[name] for one in self._printed) for name, value in last.items() if isinstance(value, float)
        }
        seconds = {name: median(found) for name, found in runs.items()}
        arcs, nodes = last["arcs"], last["nodes"]
        size = f"matching {nodes:,} colleges and needs in {self._fields} fields"
        by_arc = (seconds["linear_program"] / last["arcs_of_field"]) / (seconds["allocation"] / arcs)
        by_node = seconds["again"] / (seconds["prices"] / nodes)
        limits = {"allocation": (Target("seconds", 5), Target("peak_mb", 2048)), "prices": (Target("seconds", 3),)}
        targets = limits if self._is_nation else {}
        return [
            Line(
                f"{size}: the pairs in a list, gone down from the top",
                seconds["greedy"],
                seconds["greedy"] / seconds["allocation"],
                "the best allocation",
                arcs,
                runs=runs["greedy"],
            ),
            Line(
                f"{size}: rows to the best allocation",
                seconds["allocation"],
                by_arc,
                "times faster by the pair than HiGHS solves the linear program of one field",
                arcs,
                self._measured.peak_mb,
                targets=targets.get("allocation", ()),
                runs=runs["allocation"],
            ),
            Line(
                f"{size}: prices of all and the proof",
                seconds["prices"],
                by_node,
                "times faster by the college or need than solving its field again with one more",
                nodes,
                targets=targets.get("prices", ()),
                runs=runs["prices"],
            ),
        ]


def measured(count: int) -> dict[str, Any]:
    """Seconds of each step over so many fields, and of what the first of them takes otherwise.

    Raises:
        SystemExit: they end with other figures, so that their seconds say nothing.
    """
    from dataclasses import replace
    from functools import partial

    from pipelines.matching.allocation import best, greedy
    from pipelines.matching.networks import NO_CAP, network_of
    from pipelines.matching.prices import prices_of
    from tests.linear_programs import most
    from tests.matching_problems import fields_of_the_country

    def worth(of: Any, persons: Any) -> int:
        return int((of.score * persons).sum())

    given = fields_of_the_country(count, _COLLEGES, _NEEDS, _NEAREST)
    network, reading = _timed(lambda: network_of(given.people, given.seats, given.candidates))
    persons, solving = _timed(lambda: best(network))
    _, by_list = _timed(lambda: greedy(network))
    prices, pricing = _timed(lambda: prices_of(network, persons))
    one = fields_of_the_country(1, _COLLEGES, _NEEDS, _NEAREST)
    field = network_of(one.people, one.seats, one.candidates)
    now = best(field)
    limits = [(0, None if cap == NO_CAP else cap) for cap in field.cap.tolist()]
    ends = (field.arc_college.tolist(), field.people.tolist()), (field.arc_need.tolist(), field.seats.tolist())
    program, linear = _timed(lambda: most(field.score.tolist(), ends, limits))
    told, gained = prices_of(field, now), []
    again = 0.0
    for side in ("people", "seats"):
        for node in range(_AGAIN):
            more = getattr(field, side).copy()
            more[node] += 1
            other = replace(field, people=more) if side == "people" else replace(field, seats=more)
            found, seconds = _timed(partial(best, other))
            again += seconds
            gained.append(worth(field, found) - worth(field, now))
    expected = [*told.people[:_AGAIN].tolist(), *told.seats[:_AGAIN].tolist()]
    if not prices.is_proven.all() or abs(program - worth(field, now)) > 0.01 or gained != expected:
        raise SystemExit("the ways to match end with other figures: their seconds say nothing")
    return {
        "arcs": len(network.score),
        "nodes": len(network.people) + len(network.seats),
        "arcs_of_field": len(field.score),
        "allocation": reading + solving,
        "greedy": by_list,
        "prices": pricing,
        "linear_program": linear,
        "again": again / len(gained),
    }


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
