"""The language of `done_when`: which rows prove that a duty is done (02, at its end).

    <source>.<column>[<column>=<value>, …] <rule>      joined by ` + ` (all) or ` | ` (any); `+` binds first

Rules: `first` · `last` · `nth N` · `share S of <source>`, with `[final_year]` behind it · `filled`. Rows are of the
year of the event, unless a condition names another: `[academic_year_be=2567]`, or `*-1` for the year before. A proof is
read into plain data and checked against the contracts here; dbt works out what is proved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipelines.contracts import Column, Contract
from pipelines.errors import HouseError

Rule = Literal["first", "last", "nth", "share", "filled"]

REPORTED = "event_reports.done_on first"
"""The proof of an event that no other source proves: whoever has to do it reports it."""

_NAME = "[a-z][a-z0-9_]*"
_PROOF = re.compile(
    rf"(?P<source>{_NAME})\.(?P<column>{_NAME})\s*(?:\[(?P<conditions>[^\[\]]*)\])?\s*\b(?:"
    rf"(?P<rule>first|last|filled)|nth\s+(?P<nth>[1-9]\d{{0,2}})|"
    rf"share\s+(?P<share>\d(?:\.\d{{1,4}})?)\s+of\s+(?P<of>{_NAME})\s*(?P<final>\[\s*final_year\s*\])?)",
    re.ASCII,
)
_CONDITION = re.compile(rf"\s*({_NAME})\s*=\s*([^\s,=+|][^,=+|]*?)\s*", re.ASCII)
_YEAR = re.compile(r"(?P<year>2[45]\d\d)|\*(?P<shift>-[1-9])?", re.ASCII)
_JOINTS = r"\s*{}(?![^\[]*\])\s*"

ARRIVAL = "arrived_on"
"""What every stored row carries beside the columns of its contract."""

YEARS = ("academic_year_be", "fiscal_year_be")
"""The columns that tell of which year a row is."""

_DATE, _INTEGER = "DATE", "INTEGER"


class ProofError(HouseError):
    """A text that says no proof: what is wrong with it, and how it is to be written."""


@dataclass(frozen=True)
class AskedYear:
    """The year whose rows prove something, where it is not that of the event: a year, or so many from the event's."""

    column: str
    year_be: int | None
    shift: int

    def shift_from(self, year_be: int | None) -> int:
        """How many years it is from the year of the event, or, where that is not known, of whatever is to be done.

        Raises:
            ProofError: a certain year is asked of what is to be done in every year.
        """
        if self.year_be is None:
            return self.shift
        if year_be is None:
            raise ProofError(
                f"{self.column}={self.year_be} ใช้กับหน้าที่ของทุกปีไม่ได้ ให้เขียน *-1 (ปีก่อนหน้า)",
                f"{self.column}={self.year_be} cannot be asked of a duty of every year; write *-1 for the year before",
            )
        return self.year_be - year_be


@dataclass(frozen=True)
class Proof:
    """The rows of a source that prove something, and which of their dates is the day on which it was done.

    `nth` belongs to the rule `nth`; `share` and `of` to the rule `share`: the date on which rows for at least that
    share of the people of the source `of` are there, of those in the last year of their level with `is_final_year`.
    """

    source: str
    column: str
    rule: Rule
    conditions: tuple[tuple[str, str], ...] = ()
    nth: int | None = None
    share: Decimal | None = None
    of: str | None = None
    is_final_year: bool = False

    @property
    def asked_year(self) -> AskedYear | None:
        """The year that a condition names; None where rows of the event's own year are asked for."""
        for column, value in self.conditions:
            if column in YEARS and (match := _YEAR.fullmatch(value)):
                return AskedYear(column, int(match["year"]) if match["year"] else None, int(match["shift"] or 0))
        return None

    def __str__(self) -> str:
        """The text that reads as this proof."""
        conditions = ", ".join(f"{column}={value}" for column, value in self.conditions)
        rule: str = self.rule
        if self.rule == "nth":
            rule = f"nth {self.nth}"
        elif self.rule == "share":
            rule = f"share {self.share} of {self.of}{'[final_year]' if self.is_final_year else ''}"
        return f"{self.source}.{self.column}{f'[{conditions}]' if conditions else ''} {rule}"


@dataclass(frozen=True)
class DoneWhen:
    """What proves a duty done: any of these groups, each with all of its proofs."""

    groups: tuple[tuple[Proof, ...], ...]

    def __str__(self) -> str:
        """The text that reads as this."""
        return " | ".join(" + ".join(map(str, proofs)) for proofs in self.groups)


def parse_done_when(text: str) -> DoneWhen:
    """What a text of the language says.

    Raises:
        ProofError: it is none.
    """
    return DoneWhen(
        tuple(
            tuple(_proof(part) for part in re.split(_JOINTS.format(r"\+"), group))
            for group in re.split(_JOINTS.format(r"\|"), text.strip())
        )
    )


def _proof(text: str) -> Proof:
    match = _PROOF.fullmatch(text)
    if match is None:
        raise ProofError(
            f"“{text}” ไม่ใช่รูปแบบของ done_when ให้เขียน แหล่ง.คอลัมน์[คอลัมน์=ค่า] กฎ โดยกฎเป็น first, last, nth 2, "
            f"share 0.95 of students หรือ filled เช่น {REPORTED}",
            f"“{text}” is no proof; write source.column[column=value] rule, the rule being first, last, nth 2, "
            f"share 0.95 of students, or filled, such as {REPORTED}",
        )
    conditions = tuple(_conditions(match["conditions"])) if match["conditions"] is not None else ()
    common = (match["source"], match["column"])
    if match["nth"]:
        return Proof(*common, "nth", conditions, nth=int(match["nth"]))
    if match["share"]:
        share = Decimal(match["share"])
        if not 0 < share <= 1:
            raise ProofError(
                f"สัดส่วน {share} ต้องมากกว่า 0 และไม่เกิน 1", f"the share {share} must be above 0 and at most 1"
            )
        return Proof(*common, "share", conditions, share=share, of=match["of"], is_final_year=bool(match["final"]))
    rule: Rule = match["rule"]  # type: ignore[assignment]
    return Proof(*common, rule, conditions)


def _conditions(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(","):
        match = _CONDITION.fullmatch(part)
        if match is None:
            raise ProofError(
                f"เงื่อนไข “{part.strip()}” ต้องเขียนเป็น คอลัมน์=ค่า", f"the condition “{part.strip()}” must be column=value"
            )
        yield match[1], match[2]


def mistakes_of(done_when: DoneWhen, contracts: Mapping[str, Contract]) -> list[ProofError]:
    """What is wrong with a proof by the contracts: sources and columns that there are not, rules that do not fit."""
    return [
        mistake for proofs in done_when.groups for proof in proofs for mistake in _mistakes_of_proof(proof, contracts)
    ]


def _mistakes_of_proof(proof: Proof, contracts: Mapping[str, Contract]) -> Iterator[ProofError]:
    contract = contracts.get(proof.source)
    if contract is None:
        yield _no_source(proof.source, contracts)
    else:
        yield from _mistakes_of_columns(proof, contract)
    if proof.of is None:
        return
    population = contracts.get(proof.of)
    if population is None:
        yield _no_source(proof.of, contracts)
    elif person_of(population) is None:
        yield ProofError(
            f"แหล่ง {proof.of} ไม่ได้มีหนึ่งแถวต่อคน จึงใช้กับ share ไม่ได้", f"{proof.of} holds no people of which to have a share"
        )
    elif contract is not None and (person_of(contract), _year_of(contract)) != (
        person_of(population),
        _year_of(population),
    ):
        yield ProofError(
            f"แถวของ {proof.source} ไม่ได้ระบุคนและปีแบบเดียวกับ {proof.of} จึงคิดสัดส่วนของ {proof.of} ไม่ได้",
            f"the rows of {proof.source} do not tell people and years as {proof.of} does: no share of {proof.of}",
        )
    elif proof.is_final_year and not {"level", "year_of_study"} <= population.by_stored_name.keys():
        yield ProofError(f"แหล่ง {proof.of} ไม่มีชั้นปี จึงใช้ [final_year] ไม่ได้", f"{proof.of} has no [final_year]")


def _mistakes_of_columns(proof: Proof, contract: Contract) -> Iterator[ProofError]:
    column = stored_column(contract, proof.column)
    if column is None and proof.column != ARRIVAL:
        yield _no_column(contract, proof.column)
    elif column is not None and proof.rule != "filled" and column.physical_type != _DATE:
        yield ProofError(
            f"{proof.source}.{proof.column} ไม่ใช่วันที่ จึงใช้ได้กับกฎ filled เท่านั้น",
            f"{proof.source}.{proof.column} is no date, so only the rule filled can be used on it",
        )
    for name, value in proof.conditions:
        tested = stored_column(contract, name)
        if tested is None:
            yield _no_column(contract, name)
        elif name in YEARS:
            if not _YEAR.fullmatch(value):
                yield ProofError(
                    f"{contract.source}.{name}={value} ไม่ใช่ปี ให้เขียนปี พ.ศ. สี่หลัก เช่น 2567 หรือ *-1 (ปีก่อนปีของกิจกรรม)",
                    f"{contract.source}.{name}={value} is no year; write one such as 2567, or *-1 for the year before",
                )
        elif (tested.enum and value not in {one.value for one in tested.enum}) or (
            tested.physical_type == _INTEGER and not value.isdecimal()
        ):
            there_are = ", ".join(one.value for one in tested.enum) or _INTEGER.lower()
            yield ProofError(
                f"{contract.source}.{name} ไม่มีค่า {value} ที่มี: {there_are}",
                f"{contract.source}.{name} is never {value}; there are: {there_are}",
            )


def stored_column(contract: Contract, name: str) -> Column | None:
    """The stored column of that name, by which a contract and the warehouse know it; None where there is none."""
    column = contract.by_stored_name.get(name) or contract.by_name.get(name)
    return None if column is None or column.is_direct else column


def person_of(contract: Contract) -> str | None:
    """The column that tells the people of a source apart; None where its rows are not about single people.

    Graduates and their follow-ups are known by the graduate, whatever student id a record gives.
    """
    if contract.source in ("graduates", "followups"):
        return "graduate_key"
    return next((name for name in ("student_key", "teacher_key") if name in contract.by_stored_name), None)


def _year_of(contract: Contract) -> str | None:
    return next((name for name in YEARS if name in contract.by_stored_name), None)


def _no_source(source: str, contracts: Mapping[str, Contract]) -> ProofError:
    there_are = ", ".join(contracts)
    return ProofError(f"ไม่มีแหล่งข้อมูล {source} ที่มี: {there_are}", f"there is no source {source}; there are: {there_are}")


def _no_column(contract: Contract, name: str) -> ProofError:
    there_are = ", ".join(contract.by_stored_name)
    return ProofError(
        f"แหล่ง {contract.source} ไม่มีคอลัมน์ {name} ที่มี: {there_are}",
        f"{contract.source} has no column {name}; there are: {there_are}",
    )
