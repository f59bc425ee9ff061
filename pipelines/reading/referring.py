"""Cells that refer to what a run knows: a college by code or name, an event of the calendar, an establishment."""

from __future__ import annotations

import polars as pl

from pipelines.contracts import Column
from pipelines.reading.colleges import FUZZY, Colleges
from pipelines.reading.establishments import (
    NAME_OF_NATURAL_PERSON,
    NATURAL_PERSON,
    establishment_ids,
    provisional_ids,
)
from pipelines.reading.making import Events
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.resolution import COLLEGE_CODE
from pipelines.reading.text import arabic_digits
from pipelines.reading.values import Parsed

_NAME_OF_PERSON = r"^(?:นาย|นางสาว|นาง|น\.?ส\.|ว่าที่\s?(?:ร้อยตรี|ร\.ต\.))\s*[ก-ฮเ-ไ]\S*\s+[ก-ฮเ-ไ]\S*$"
"""A title, a first and a family name, and nothing else."""
INDIVIDUAL = "individual"
"""The kind of an establishment that is a natural person."""


def college_or_name(text: pl.Series, colleges: Colleges) -> Parsed:
    """Codes of colleges that are given by their ten digits or by their name."""
    plain = arabic_digits(pl.col("cell")).str.replace(r"\.0+$", "").str.replace_all(r"[\s'’-]", "")
    codes = text.to_frame("cell").select(pl.when(plain.str.contains(COLLEGE_CODE)).then(plain))["cell"]
    names = text.set(codes.is_not_null(), None)
    found = colleges.resolved(names, pl.Series([None], dtype=pl.String).new_from_index(0, len(text)))
    values = codes.zip_with(codes.is_not_null(), found["college_code"])
    unread = text.is_not_null() & values.is_null()
    is_alike = (found["method"] == FUZZY).fill_null(False)
    return Parsed(values, unread, {"college_unknown": unread, "college_by_likeness": is_alike})


def event_ids(text: pl.Series, events: Events) -> Parsed:
    """Ids of events that the calendar holds; a cell is an id, or begins with it as templates list it."""
    plain = arabic_digits(pl.col("cell")).str.replace_all("[–—]", "-").str.to_lowercase().str.extract(r"^(\S+)")
    known = text.to_frame("cell").select(pl.when(plain.is_in(list(events))).then(plain))["cell"]
    return Parsed(known, text.is_not_null() & known.is_null())


def establishments(text: pl.Series, pseudonyms: Pseudonyms) -> Parsed:
    """Identities of establishments that are given by a number."""
    values = establishment_ids(text, pseudonyms)
    return Parsed(values, text.is_not_null() & values.is_null())


def with_provisional_ids(
    column: Column, values: dict[str, pl.Series], unreadable: pl.Series, pseudonyms: Pseudonyms
) -> dict[str, pl.Series]:
    """The identity and the name of establishments: provisional where none is given, nameless where it is a person.

    Args:
        column: the column of the identity, which names those of the establishment's name and province.
        values: what was read, by canonical name.
        unreadable: rows whose identity could not be read; they get no other, and it may be a person's.
        pseudonyms: makes the provisional identities.
    """
    name, province = column.provisional_by
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(unreadable))
    names, provinces = values.get(name, nothing), values.get(province, nothing)
    given = values.get(column.name, nothing)
    is_wanted = given.is_null() & ~unreadable
    ids = given.zip_with(~is_wanted, provisional_ids(names.set(~is_wanted, None), provinces, pseudonyms))
    is_person = ids.str.starts_with(NATURAL_PERSON).fill_null(False) | unreadable
    # without a number a name may be all there is, and then it is one of a person or of a firm
    is_person = is_person | (is_wanted & names.str.contains(_NAME_OF_PERSON).fill_null(False))
    if "establishment_kind" in values:
        is_person = is_person | (values["establishment_kind"] == INDIVIDUAL).fill_null(False)
    return {column.name: ids, name: names.set(is_person & names.is_not_null(), NAME_OF_NATURAL_PERSON)}
