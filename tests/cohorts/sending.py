"""The files of many made-up colleges: a few large ones of each source, and the V-COP reports college by college."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tests.cohorts import market
from tests.cohorts.college import SOURCES, College
from tests.made_files.contents import table, text_file, vcop_lines
from tests.made_files.rows import Row

NOT_ASKED = ("โทรศัพท์", "อีเมล")
"""Columns that the second file of graduates leaves out, so that what it says of contacts is not known."""
OWN_EVERY = 6
"""For so many colleges there is one of the market alone."""


def files(seed: int, colleges: int, latest: date) -> dict[str, bytes]:
    """The files by path below the inbox; the same ones for the same seed. No day in them is after `latest`."""
    drawn = [College(seed, place, latest) for place in range(colleges)]
    made: dict[str, bytes] = {}
    for source in SOURCES:
        halves = [[row for college in drawn[half::2] for row in college.sent[source]] for half in (0, 1)]
        for half, rows in enumerate(halves):
            if rows:
                left_out = NOT_ASKED if source == "graduates" and half else ()
                made[f"{source}/{source}_{half + 1}.csv"] = text_file(table(_without(rows, left_out)))
    made |= _of_the_market(seed, drawn, latest)
    for college in drawn:
        for in_round, rows in college.vcop:
            made[f"vcop/{college.number}_{in_round}.csv"] = text_file(vcop_lines(rows, college.number, in_round))
    return made


def _of_the_market(seed: int, drawn: list[College], latest: date) -> dict[str, bytes]:
    """What these colleges and a few more, which are of the market alone, send of it."""
    traders = [market.Trader(seed, college.number, latest, college.sent["students"]) for college in drawn]
    traders += [market.Trader(seed, market.FIRST_OWN + place, latest) for place in range(len(drawn) // OWN_EVERY)]
    made = {"establishments/market.csv": text_file(table(market.establishments()))}
    for source in market.SOURCES[1:]:
        halves = [[row for trader in traders[half::2] for row in trader.sent[source]] for half in (0, 1)]
        made |= {f"{source}/market_{half + 1}.csv": text_file(table(rows)) for half, rows in enumerate(halves) if rows}
    return made


def write(inbox: Path, sent: dict[str, bytes]) -> None:
    """Lays the files into an inbox."""
    for name, content in sent.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _without(rows: Iterable[Row], left_out: Iterable[str]) -> list[Row]:
    names = set(left_out)
    return [{name: cell for name, cell in row.items() if name not in names} for row in rows]
