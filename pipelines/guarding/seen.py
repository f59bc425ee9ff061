"""What stands in the sender's cells behind a fault: where they lie, and their texts where these name no person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import polars as pl

from pipelines.contracts import Column, Contract
from pipelines.contracts.rules import UNIQUE_KEY, columns_behind
from pipelines.guarding.verdicts import RuleResult
from pipelines.reading.recognition import Found
from pipelines.reading.resolution import resolved

FaultyCell = tuple[int, str, str, str]
"""Row number of the file, stored column, rule, severity."""

Candidates = Callable[[str, str | None], Sequence[tuple[str, str, float]]]
"""The colleges nearest to a name, given the code of its province if known: code, name and score of each."""

_VALUES_SHOWN = 10
_VALUE_LENGTH = 80
_CANDIDATES_SHOWN = 3
# nothing to show of an empty cell or of rows that conflict; a text that holds somebody's number is not repeated
_WITHOUT_VALUE = {"required_missing", "key_conflict", "too_many_cells", "person_in_text"}
# said of the code, for it is what is stored; found in the name
_ABOUT_NAME_OF_COLLEGE = {"college_unknown", "college_by_likeness"}
_NAME_OF_COLLEGE = "college_name_th"
_PROVINCE = "province_name"


class Seen:
    """The sender's cells behind the faults of one source."""

    def __init__(
        self,
        contract: Contract | None,
        faulty: Sequence[FaultyCell],
        found: Found | None,
        candidates: Candidates | None,
    ):
        """The source and its faulty cells, how it recognised the file, and the nearest colleges of a name."""
        self._contract = contract
        self._found = found
        self._candidates = candidates
        self._rows: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, column, rule, _ in faulty:
            self._rows[column, rule].append(number)

    def values(self, result: RuleResult) -> str:
        """The distinct values of a fault's cells as the sender wrote them, one a line with the nearest names."""
        rows = self._rows.get((result.column_name, result.rule), [])
        column = self._contract.named(result.column_name) if self._contract else None
        if not rows or not column or not self._found or not self._contract or result.rule in _WITHOUT_VALUE:
            return ""
        place = _place_of_value(self._found, column, result.rule)
        if place is None:
            return ""
        is_college = result.rule in _ABOUT_NAME_OF_COLLEGE
        provinces = self._texts(rows, self._found.columns.get(_PROVINCE)) if is_college else [""] * len(rows)
        counted = Counter(pair for pair in zip(self._texts(rows, place), provinces, strict=True) if pair[0])
        lines = []
        for (text, province), count in list(counted.items())[:_VALUES_SHOWN]:
            lines.append(_shortened(text) + (f"  × {count:,}" if count > 1 else ""))
            lines += self._nearest(text, province) if is_college else []
        if (more := len(counted) - _VALUES_SHOWN) > 0:
            lines.append(f"… อีก {more:,} ค่า / {more:,} more")
        return "\n".join(lines)

    def _nearest(self, text: str, province: str) -> list[str]:
        if not self._candidates:
            return []
        code = resolved(pl.Series("cell", [province or None], dtype=pl.String), "province")[0]
        best = self._candidates(text, code)[:_CANDIDATES_SHOWN]
        return [f"   ≈ {name} ({college_code}) {score:.0%}" for college_code, name, score in best]

    def _texts(self, rows: Sequence[int], place: int | None) -> list[str]:
        if place is None or not self._found:
            return [""] * len(rows)
        cells = self._found.sheet.cells[f"c{place}"]
        return [(cells[number - 1] or "").strip() for number in rows]


def places_of(found: Found, name: str, rule: str) -> list[int]:
    """Where the cells of a stored column, or those that it or a rule is made of, lie in the sender's sheet."""
    contract = found.contract
    if name == UNIQUE_KEY:
        return [place for key in contract.key for place in places_of(found, key, rule)]
    column = contract.named(name)
    if column is None:
        behind = sorted(columns_behind(contract, name) - {name})
        return [place for one in behind for place in places_of(found, one, rule)] or list(
            range(found.sheet.cells.width)
        )
    names = [column.name]
    if rule in _ABOUT_NAME_OF_COLLEGE:
        names = [_NAME_OF_COLLEGE, _PROVINCE]
    elif column.name not in found.columns:
        names = list(column.made_of)
    return [found.columns[one] for one in names if one in found.columns]


def _place_of_value(found: Found, column: Column, rule: str) -> int | None:
    """The place of the cell whose text a fault is about; None where it would name a person."""
    if any(found.contract.by_name[name].is_direct for name in (column.name, *column.made_of)):
        return None
    return next(iter(places_of(found, column.stored_as, rule)), None)


def _shortened(text: str) -> str:
    return text if len(text) <= _VALUE_LENGTH else f"{text[:_VALUE_LENGTH]}…"
