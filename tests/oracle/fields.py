"""The field in which names meet: the dated crosswalk from the names of sources to those of the new curriculum."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from tests.oracle.inputs import Seeds

SURE_FROM = 0.8


@dataclass(frozen=True)
class _Use:
    first: int | None
    last: int | None
    meeting: str

    def holds(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


class Fields:
    """The crosswalk; what it does not hold surely meets itself."""

    def __init__(self, seeds: Seeds) -> None:
        self._uses: dict[tuple[str, str], list[_Use]] = defaultdict(list)
        for row in seeds.field_crosswalk:
            if row["meeting_field_th"] and row["confidence"] and float(row["confidence"]) >= SURE_FROM:
                first, last = row["valid_from_academic_year_be"], row["valid_to_academic_year_be"]
                use = _Use(int(first) if first else None, int(last) if last else None, row["meeting_field_th"])
                self._uses[row["level"], row["field_th"]].append(use)
        judged = {(row["level"], row["field_th"]) for row in seeds.field_crosswalk}
        for alias, name in seeds.field_aliases.items():
            for level in seeds.years_of_study:
                if (level, alias) not in judged and (level, name) in self._uses:
                    self._uses[level, alias] = self._uses[level, name]
        self._levels = tuple(seeds.years_of_study)

    def meeting(self, level: str | None, name: str, academic_year_be: int) -> str:
        """The field in which a name meets others at a level in a year."""
        return self._found(level, name, academic_year_be) or name

    def levels_of(self, name: str, academic_year_be: int) -> list[str]:
        """The levels at which a name is known in a year."""
        return [level for level in self._levels if self._found(level, name, academic_year_be)]

    def _found(self, level: str | None, name: str, academic_year_be: int) -> str | None:
        uses = [] if level is None else self._uses.get((level, name), [])
        return next((use.meeting for use in uses if use.holds(academic_year_be)), None)
