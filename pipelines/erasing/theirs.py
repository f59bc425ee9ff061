"""Which rows and cells of a source are of certain persons, as SQL: the one rule for tables, landed files and frames.

A row whose learner, graduate or teacher is the person is theirs, and so is a row about the establishment that the
person is. In any other row that names the establishment (the placement of somebody else) the cell alone is theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import duckdb
import polars as pl

from pipelines.contracts import Contract
from pipelines.reading.canonical import hash_in_sql
from pipelines.reading.establishments import NATURAL_PERSON
from pipelines.reading.identity import BY_FOREIGN_ID, BY_NAME, BY_NATIONAL_ID
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.sql import literal

ERASED_ESTABLISHMENT = f"{NATURAL_PERSON}erased"
"""Stands in a row about somebody else for the establishment that an erased person was."""

NAME_SEPARATOR = "/"
"""Stands between a college and the pseudonym of a name in the key of an answer without an id."""

_MARK = "erased"
_PERSON = ("student_key", "person_key")


def marks_of(keys: Iterable[str], pseudonyms: Pseudonyms) -> frozenset[str]:
    """The marks by which keys are remembered."""
    return frozenset(pseudonyms.of(_MARK, pl.Series(sorted(keys), dtype=pl.String)))


def marked(keys: Collection[str], marks: Collection[str], pseudonyms: Pseudonyms) -> frozenset[str]:
    """Those of the keys whose mark is in the list."""
    ordered = sorted(keys)
    return frozenset(
        key
        for key, mark in zip(ordered, pseudonyms.of(_MARK, pl.Series(ordered, dtype=pl.String)), strict=True)
        if mark in marks
    )


class Theirs:
    """What of a source's rows is of persons: expressions over the columns that a relation has."""

    def __init__(self, contract: Contract, columns: Collection[str]):
        """The source, and the columns of the relation (an older one may lack some)."""
        there = [column for column in contract.stored if column.stored_as in columns]
        self._contract = contract
        self.subjects = [column.stored_as for column in there if column.made in _PERSON]
        self._establishments = [column.stored_as for column in there if column.resolve == "establishment"]
        self._is_about_establishment = not self.subjects and bool({*self._establishments} & {*contract.key})
        self._name = next((column.stored_as for column in there if column.made == "provisional_id"), None)
        self._is_named = {"name_key", "college_code", "identified_by"} <= {*columns}

    @property
    def has_persons(self) -> bool:
        """Whether rows of this source may name a person at all."""
        return bool(self.subjects or self._establishments)

    @property
    def keys(self) -> list[str]:
        """Everything in a row that may lead to a person, each as an expression of text."""
        owners = [_owner(column) for column in self._establishments]
        return [*self.subjects, *owners, *([self._name] if self._name else []), *([_BY_NAME] if self._is_named else [])]

    @property
    def number(self) -> str:
        """The pseudonym of a number that holds at every college, NULL where the person is known otherwise."""
        column = next((name for name in self.subjects if name != "student_key"), "null")
        return f"if(identified_by in ('{BY_NATIONAL_ID}', '{BY_FOREIGN_ID}'), {column}, null)"

    @property
    def student(self) -> str:
        """The pseudonym of the student id, NULL where the source has none."""
        return "student_key" if "student_key" in self.subjects else "null::varchar"

    @property
    def name(self) -> str:
        """The name of a person at a college, where the row tells who bears it; NULL elsewhere."""
        return f"if(identified_by != '{BY_NAME}', {_NAME_AT_COLLEGE}, null)" if self._is_named else "null::varchar"

    @property
    def owner_and_name(self) -> tuple[str, str] | None:
        """In the register of establishments the pseudonym of who it is, and of its name and province."""
        return (_owner(self._establishments[0]), self._name) if self._name and self._establishments else None

    def rows(self, keys: Collection[str]) -> str:
        """The condition of rows that are theirs."""
        told = [*self.subjects, *([_BY_NAME] if self._is_named else [])]
        if self._is_about_establishment:
            told += [_owner(column) for column in self._establishments]
        return _any(told, keys)

    def cells(self, keys: Collection[str]) -> dict[str, str]:
        """Expressions, by column, of rows of others that name them as an establishment; empty where none may."""
        if self._is_about_establishment or not keys:
            return {}
        changed = {
            column: f"if({_any([_owner(column)], keys)}, '{ERASED_ESTABLISHMENT}', {column})"
            for column in self._establishments
        }
        if not {*changed} & {*self._contract.key}:
            return changed
        parts = [changed.get(column, column) for column in self._contract.key]
        found = _any([_owner(column) for column in self._establishments], keys)
        hashes = ["key_hash", *(["scope_hash", "wide_scope_hash"] if self._contract.mode == "upsert" else [])]
        return changed | {name: f"if({found}, {hash_in_sql(parts)}, {name})" for name in hashes}

    def named_in_cells(self, keys: Collection[str]) -> str:
        """The condition of rows of others that name them as an establishment."""
        if self._is_about_establishment:
            return "false"
        return f"{_any([_owner(column) for column in self._establishments], keys)} and not {self.rows(keys)}"


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """The columns of a relation, in order."""
    return [name for name, *_ in connection.execute(f"describe from {relation}").fetchall()]


def keys_in(
    connection: duckdb.DuckDBPyConnection, relation: str, theirs: Theirs, among: Collection[str] | None = None
) -> set[str]:
    """Every key of a person that a relation holds, or those of certain ones that it holds."""
    if not theirs.has_persons:
        return set()
    union = " union ".join(f"select {key} as key from {relation}" for key in theirs.keys)
    where = "key is not null" if among is None else _any(["key"], among)
    return {key for (key,) in connection.execute(f"select key from ({union}) where {where}").fetchall()}


def _owner(column: str) -> str:
    return f"regexp_replace({column}, '^{NATURAL_PERSON}', '')"


_NAME_AT_COLLEGE = f"(college_code || '{NAME_SEPARATOR}' || name_key)"
_BY_NAME = f"if(identified_by = '{BY_NAME}', {_NAME_AT_COLLEGE}, null)"


def _any(expressions: Iterable[str], keys: Collection[str]) -> str:
    """Whether one of some expressions is one of the keys; never NULL."""
    listed = ", ".join(map(literal, sorted(keys)))
    told = [f"coalesce({expression} in ({listed}), false)" for expression in expressions]
    return f"({' or '.join(told)})" if told and keys else "false"
