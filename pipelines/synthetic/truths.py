"""What must be known after a drop has been taken: per college, year, level and field, from the rows that load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.synthetic.following import ROUNDS, UNREACHABLE, Graduate
from pipelines.synthetic.planted import FATE
from pipelines.synthetic.rows import WHO
from pipelines.synthetic.sending import VCOP, Entry, Sent
from pipelines.synthetic.tables import LEVEL_CODES
from pipelines.synthetic.world import College

Loaded = dict[int, dict[str, Any]]


def cells(college: College, year_be: int, found: Sequence[Graduate], files: Iterable[Sent]) -> list[dict[str, Any]]:
    """One entry for every level and field of a college and year.

    `roster` are the rows of the roster that load (of the newest V-COP report where no roster was sent), `graduates`
    the people in them, `with_contact` those rows with a phone or an address. `rounds` hold the records that load:
    `outcomes` as recorded, `matched` those whose graduate is in the roster, and `last_known` the newest outcome but
    `unreachable` up to that round of the graduates in the roster.
    """
    entries = [entry for sent in files if sent.verdict not in ("held", "rejected") for entry in sent.entries]
    entries = [entry for entry in entries if entry.year_be == year_be]
    roster, basis = _roster(entries)
    rounds = {number: _records(entries, number) for number in ROUNDS}
    keys = sorted({(one.taught.level, one.taught.field_th) for one in found})
    return [_cell(college, year_be, key, found, roster, basis, rounds) for key in keys]


def _cell(
    college: College,
    year_be: int,
    key: tuple[str, str],
    found: Sequence[Graduate],
    roster: set[int],
    basis: str | None,
    rounds: dict[int, dict[int, str]],
) -> dict[str, Any]:
    members = [who for who, one in enumerate(found) if (one.taught.level, one.taught.field_th) == key]
    inside = [who for who in members if who in roster]
    doubled = {one.person.national_id for one in found if one.member.is_again}
    ids = {who: found[who].person.national_id for who in inside}
    people = {national_id if national_id in doubled else who for who, national_id in ids.items()}
    return {
        "academic_year_be": year_be,
        "college_code": college.code,
        "province_code": college.province.code,
        "ownership": college.ownership,
        "level": LEVEL_CODES[key[0]],
        "field_th": key[1],
        "basis": basis,
        "roster": len(inside),
        "graduates": len(people),
        "with_contact": sum(bool(found[who].person.phone or found[who].person.email) for who in inside),
        "rounds": {str(number): _round(number, members, roster, rounds) for number in ROUNDS if rounds[number]},
    }


def _round(number: int, members: Sequence[int], roster: set[int], rounds: dict[int, dict[int, str]]) -> dict[str, Any]:
    recorded = [who for who in members if who in rounds[number]]
    last: Counter[str] = Counter()
    for who in members:
        known = [rounds[one][who] for one in ROUNDS if one <= number and who in rounds[one]]
        known = [outcome for outcome in known if outcome != UNREACHABLE]
        if known and who in roster:
            last[known[-1]] += 1
    return {
        "records": len(recorded),
        "matched": sum(who in roster for who in recorded),
        "outcomes": dict(sorted(Counter(rounds[number][who] for who in recorded).items())),
        "last_known": dict(sorted(last.items())),
    }


def _roster(entries: Sequence[Entry]) -> tuple[set[int], str | None]:
    """Who stands in the roster: the college's own, else the newest V-COP report."""
    own = [entry for entry in entries if entry.source == "graduates" and entry.layout != VCOP]
    reports = [entry for entry in entries if entry.source == "graduates" and entry.layout == VCOP]
    newest = max((entry.number or 0 for entry in reports), default=0)
    chosen = own or [entry for entry in reports if entry.number == newest]
    found = {row[WHO] for entry in chosen for row in entry.rows if row.get(FATE) is None}
    return found, "roster" if own else "vcop" if reports else None


def _records(entries: Sequence[Entry], number: int) -> dict[int, str]:
    """Outcome by graduate of the follow-ups of a round that load."""
    return {
        row[WHO]: row["outcome"]
        for entry in entries
        if entry.source == "followups" and entry.number == number
        for row in entry.rows
        if row.get(FATE) is None
    }


def sums(files: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], colleges: int) -> dict[str, Any]:
    """The whole drop in a few figures."""
    loaded: Counter[str] = Counter()
    for file in files:
        if file["source"]:
            loaded[file["source"]] += file["rows_loaded"]
    return {
        "colleges": colleges,
        "files": len({file["path"] for file in files}),
        "verdicts": dict(sorted(Counter(file["verdict"] for file in files).items())),
        "rows_loaded": dict(sorted(loaded.items())),
        "graduates": sum(cell["graduates"] for cell in found),
    }
