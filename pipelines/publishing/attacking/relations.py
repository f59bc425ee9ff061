"""What an attacker knows of the counts of a published table beside the numbers: how they hang together.

The models declare it, in dbt's `meta`, as `relations` of a mart:

    in_a_row      what holds in every row: `graduates = followed + not_followed`, `study_only <= further_study`
    adds_up       rows that are the sum of others: of a `breakdown`, from rows of another one (`from`), perhaps of
                  another table (`table`), equal in the columns `by`; `columns` are those that add up, each as itself
                  or as that of the other table (all integer counts of persons unless given). `where` says
                  more of the rows, in SQL, as `wholes` and `parts`, and may ask other tables of the publication, as
                  `published.<table>`; with `at_most` they are not more than the sum.
                  Without a breakdown, a table and `where`, a total that stands in each of its parts
    defined_by    numerators and denominators that are signed sums of the counts of the row of another table (`of`, by
                  `by`); `dim_indicator` holds the sums, by `definition_id`
    none          why nothing that is public hangs together in this table, in words

A NULL on the right of a sum is taken as 0, as where a source does not tell a count apart from `other`. A relation that
does not hold for the true numbers is an error of its declaration. Columns that are not whole numbers (an expected
supply) are no counts of persons, and are left alone. Numbers of rates are told by their columns: `numerator`,
`denominator` or, where it rests on another count than the one that decides whether it is shown, `over`; and `interval`
for the bounds of the 95 % interval of such a rate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

_TERM = re.compile(r"\s*([+-]?)\s*([a-z_][a-z0-9_]*)")

_COLUMN = re.compile(r"\b(?:wholes|parts)\.([a-z_][a-z0-9_]*)")
_PUBLISHED = re.compile(r"\bpublished\.([a-z_][a-z0-9_]*)")

SignedSum = dict[str, int]
"""Sign of each column of a sum."""


def signed_sum(text: str) -> SignedSum:
    """The terms of a text such as `followed - study_only`. Raises ValueError for any other text."""
    found: SignedSum = {}
    place = 0
    while place < len(text.rstrip()):
        match = _TERM.match(text, place)
        if match is None or (place and not match[1]) or match[2] in found:
            raise ValueError(f"{text!r} is no sum of columns")
        found[match[2]] = -1 if match[1] == "-" else 1
        place = match.end()
    if not found:
        raise ValueError("a sum without columns")
    return found


class AddsUp(BaseModel):
    """Rows that are the sum of other rows, or, where `at_most`, not more than it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    breakdown: str | None = None
    table: str | None = None
    parts: str | None = Field(default=None, alias="from")
    by: tuple[str, ...] = Field(min_length=1)
    where: str | None = None
    at_most: bool = False
    columns: dict[str, str] | None = None

    @property
    def named(self) -> set[str]:
        """Columns by which rows are related."""
        return {*self.by, *_COLUMN.findall(self.where or "")}

    @property
    def asked(self) -> set[str]:
        """Other tables of the publication that say which rows are meant."""
        return set(_PUBLISHED.findall(self.where or ""))

    def where_in(self, database: str) -> str:
        """What more is said of the rows, of the publication that is attached as this database."""
        return _PUBLISHED.sub(rf"{database}.main.\1", self.where or "true")

    @field_validator("columns", mode="before")
    @classmethod
    def _as_themselves(cls, given: Any) -> Any:
        return {name: name for name in given} if isinstance(given, list) else given


class DefinedBy(BaseModel):
    """A numerator and a denominator that are signed sums of the counts of one row of another table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: str
    by: str


class Relations(BaseModel):
    """How the counts of one table hang together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    in_a_row: tuple[str, ...] = ()
    adds_up: tuple[AddsUp, ...] = ()
    defined_by: DefinedBy | None = None
    none: str | None = None

    @field_validator("in_a_row", mode="before")
    @classmethod
    def _flat(cls, given: Any) -> Any:
        """Lists that several tables share stand in the list as one."""
        return [text for part in given for text in (part if isinstance(part, list) else [part])]

    @field_validator("in_a_row")
    @classmethod
    def _are_relations(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for text in given:
            row_relation(text)
        return given

    @model_validator(mode="after")
    def _something_or_none(self) -> Relations:
        if self.none and (self.in_a_row or self.adds_up or self.defined_by):
            raise ValueError("has relations and says why it has none")
        return self


def row_relation(text: str) -> tuple[SignedSum, bool]:
    """A relation of one row as a sum that is 0, or, where the second is True, that is not above 0."""
    parts = re.split(r"(<=|=)", text)
    if len(parts) != 3:
        raise ValueError(f"{text!r} is no relation; write `a = b + c` or `a <= b`")
    left, right = signed_sum(parts[0]), signed_sum(parts[2])
    if set(left) & set(right):
        raise ValueError(f"{text!r} has a column on both sides")
    return {**left, **{name: -sign for name, sign in right.items()}}, parts[1] == "<="


def relations_of(meta: Mapping[str, Any]) -> Relations | None:
    """The relations in the meta of a mart, None where it declares none. Raises pydantic's ValidationError."""
    return Relations.model_validate(meta["relations"]) if "relations" in meta else None
