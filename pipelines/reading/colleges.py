"""Names of colleges to their codes (02 section 7): exact, then by an alias, then by likeness, never by a guess.

The register wins over the list of the CVM centres; names that a code had in the past lead to it too. A name that
fits several colleges, or none, leads nowhere, and its nearest candidates can be told.

Likeness needs something to be told apart from: without a register it leads nowhere either, so that a file which comes
before the register waits for it and does not go to whichever college of a centre is named much the same. And it never
bridges two numbers: ราชบุรี 2 is no misspelling of ราชบุรี.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipelines.reading.resolution import read_seed
from pipelines.reading.text import THAI_DIGITS, each_compared_name

EXACT, ALIAS, FUZZY = "exact", "alias", "fuzzy"
_CANDIDATES = 3
_KIND = "วิทยาลัย"
_DIGITS = str.maketrans(THAI_DIGITS, "0123456789")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class CollegeName:
    """A name that leads, or once led, to a code; the province where it is known."""

    college_code: str
    name_th: str
    province_code: str | None


@dataclass(frozen=True)
class Match:
    """What a name was found to be: the code, how it was found, and how alike it is (1 but for fuzzy)."""

    college_code: str
    method: str
    score: float


_Key = tuple[str, str | None]


class Colleges:
    """The names that are known in a run."""

    def __init__(self, register: Iterable[CollegeName], threshold: float, margin: float):
        """Names of the register; `threshold` and `margin` are the least likeness and the least lead over the next."""
        self.register = tuple(register)
        self._threshold, self._margin = threshold, margin
        self._found: dict[_Key, Match | None] = {}

    @cached_property
    def fingerprint(self) -> str:
        """Changes with every name that is known, and with the aliases."""
        names = sorted({(entry.college_code, entry.name_th, entry.province_code or "") for entry in self._known})
        aliases = sorted((name, *sorted(codes)) for name, codes in self._aliases.items())
        return hashlib.sha256(repr((names, aliases)).encode()).hexdigest()

    def resolved(self, names: pl.Series, provinces: pl.Series) -> pl.DataFrame:
        """`college_code`, `method` and `score` for each name (repaired text) and two-digit province code."""
        pairs = pl.DataFrame({"name": names, "province": provinces})
        distinct = pairs.unique().filter(pl.col("name").is_not_null())
        found = [self.find(name, province) for name, province in distinct.iter_rows()]
        table = distinct.with_columns(
            college_code=pl.Series([match and match.college_code for match in found], dtype=pl.String),
            method=pl.Series([match and match.method for match in found], dtype=pl.String),
            score=pl.Series([match and match.score for match in found], dtype=pl.Float64),
        )
        joined = pairs.join(table, on=["name", "province"], how="left", nulls_equal=True, maintain_order="left")
        return joined.select("college_code", "method", "score")

    def find(self, name: str, province_code: str | None = None) -> Match | None:
        """The one college of this name; None where none or several fit."""
        key = name, province_code
        if key not in self._found:
            self._found[key] = self._find(_each_compared([name])[0], province_code)
        return self._found[key]

    def candidates(self, name: str, province_code: str | None = None) -> list[tuple[str, str, float]]:
        """The nearest colleges as (code, name, likeness), best first; those of the province where it is known."""
        compared = _each_compared([name])[0]
        found = dict.fromkeys(sorted(self._exact.get(compared, self._aliases.get(compared, ()))), 1.0)
        for code, score in self._alike(compared, province_code, _CANDIDATES):
            found.setdefault(code, score)
        return [(code, self._name_of[code], score) for code, score in list(found.items())[:_CANDIDATES]]

    def _find(self, compared: str, province_code: str | None) -> Match | None:
        for method, names in ((EXACT, self._exact), (ALIAS, self._aliases)):
            if codes := names.get(compared):
                if len(codes) > 1 and province_code:
                    codes = {code for code in codes if self._province_of.get(code) == province_code}
                return Match(next(iter(codes)), method, 1.0) if len(codes) == 1 else None
        if not self.register:
            return None
        alike = self._alike(compared, province_code, 2)
        if not alike or alike[0][1] < self._threshold:
            return None
        is_clear = len(alike) == 1 or alike[0][1] - alike[1][1] >= self._margin
        return Match(alike[0][0], FUZZY, alike[0][1]) if is_clear and self._is_numbered(alike[0][0], compared) else None

    def _is_numbered(self, code: str, compared: str) -> bool:
        """Whether a name of this college holds the same numbers as the one that is asked for."""
        return _NUMBER.findall(compared) in self._numbers_of[code]

    def _alike(self, compared: str, province_code: str | None, limit: int) -> list[tuple[str, float]]:
        """The codes whose names are most like this one, each once, with their likeness (0-1)."""
        from rapidfuzz import fuzz, process

        names = self._exact
        if province_code:
            names = self._exact_of_province.get(province_code, {})
        best: dict[str, float] = {}
        for found, score, _ in process.extract(compared, names.keys(), scorer=fuzz.ratio, limit=4 * limit):
            for code in sorted(names[found]):
                best.setdefault(code, round(score / 100, 4))
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:limit]

    @cached_property
    def _known(self) -> tuple[CollegeName, ...]:
        """The register, then the colleges of the centres whose codes or names it does not hold."""
        names = {entry.name_th for entry in self.register}
        codes = {entry.college_code for entry in self.register}
        centres = {
            CollegeName(row["college_code"], row["college_name_th"], row["province_code"])
            for row in read_seed("cvm_centres")
            if row["college_code"] not in codes and row["college_name_th"] not in names
        }
        return (*self.register, *sorted(centres, key=lambda entry: (entry.college_code, entry.name_th)))

    @cached_property
    def _exact(self) -> dict[str, set[str]]:
        return self._codes_by_name((entry.name_th, entry.college_code) for entry in self._known)

    @cached_property
    def _exact_of_province(self) -> dict[str, dict[str, set[str]]]:
        provinces: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for entry in self._known:
            if entry.province_code:
                provinces[entry.province_code].append((entry.name_th, entry.college_code))
        return {province: self._codes_by_name(names) for province, names in provinces.items()}

    @cached_property
    def _aliases(self) -> dict[str, set[str]]:
        """Short forms of the known names, the aliases of the seed, and the names as the list of centres prints them."""
        rows = [row for row in read_seed("name_aliases") if float(row["confidence"]) == 1]
        prefixes = [(row["alias"], row["name"]) for row in rows if row["kind"] == "college_prefix"]
        pairs = [
            (alias + entry.name_th.removeprefix(full), entry.college_code)
            for entry in self._known
            for alias, full in prefixes
            if entry.name_th.startswith(full)
        ]
        pairs += [
            (entry.name_th.removeprefix(_KIND), entry.college_code)
            for entry in self._known
            if entry.name_th.startswith(_KIND)
        ]
        pairs += [
            (row["alias"], code)
            for row in rows
            if row["kind"] == "college"
            for code in self._exact.get(_each_compared([row["name"]])[0], ())
        ]
        pairs += [(row["college_th_as_printed"], row["college_code"]) for row in read_seed("cvm_centres")]
        aliases = self._codes_by_name(pairs)
        return {name: codes for name, codes in aliases.items() if name not in self._exact}

    @cached_property
    def _province_of(self) -> dict[str, str | None]:
        return {entry.college_code: entry.province_code for entry in self._known}

    @cached_property
    def _numbers_of(self) -> dict[str, list[list[str]]]:
        numbers: dict[str, list[list[str]]] = defaultdict(list)
        for name, codes in self._exact.items():
            for code in codes:
                numbers[code].append(_NUMBER.findall(name))
        return numbers

    @cached_property
    def _name_of(self) -> dict[str, str]:
        return {entry.college_code: entry.name_th for entry in reversed(self._known)}

    @staticmethod
    def _codes_by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
        pairs = list(pairs)
        names: dict[str, set[str]] = defaultdict(set)
        for name, (_, code) in zip(_each_compared(name for name, _ in pairs), pairs, strict=True):
            if name:
                names[name].add(code)
        return names


def _each_compared(names: Iterable[str]) -> list[str]:
    """Names in the form in which they are compared, Thai digits as the digits they mean."""
    return each_compared_name(name.translate(_DIGITS) for name in names)
