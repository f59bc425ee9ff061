"""Reads `expectations/<source>.odcs.yaml` (Open Data Contract Standard v3.2.0) into a `Contract`.

A mistake in a contract is the office's, so it is answered with the file, the place and what is missing.
Whether the files obey the standard's schema is a test's business, not that of every run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from pipelines.contracts.mistakes import mistakes_of
from pipelines.contracts.model import Column, Contract, Derived, EnumValue, Layout, Rule
from pipelines.settings import CONTRACTS_DIR
from pipelines.years import with_years

SUFFIX = ".odcs.yaml"
_T = TypeVar("_T")
# what a document of another shape makes Python say
_MISTAKES = (yaml.YAMLError, KeyError, TypeError, IndexError, ValueError, AttributeError)


class ContractError(ValueError):
    """A contract file that cannot be used: which file, where, and what is wrong."""


def load_contracts(folder: Path = CONTRACTS_DIR) -> dict[str, Contract]:
    """All contracts of a folder by source, in alphabetical order."""
    return {contract.source: contract for contract in map(load_contract, sorted(folder.glob(f"*{SUFFIX}")))}


def load_contract(path: Path) -> Contract:
    """One contract.

    Raises:
        ContractError: the file is not YAML, or lacks what a contract of this house must say.
    """
    return _contract(path.name, path.read_bytes())


@lru_cache(maxsize=256)
def _contract(name: str, content: bytes) -> Contract:
    """What a file of this content says; many files are checked and told of in one process."""
    try:
        document = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
        schema = document["schema"][0]
        custom = _custom(schema)
        contract = Contract(
            source=schema["name"],
            title_th=schema["businessName"],
            **_two_languages(schema["description"], "description"),
            grain=schema["dataGranularityDescription"],
            mode=custom["mode"],
            scope=tuple(custom.get("scope", ())),
            columns=_each("properties", _column, schema["properties"]),
            layouts=_each("layouts", _layout, custom["layouts"]),
            derived=_each("derived", _derived, custom.get("derived", ())),
            own_rules=_each("quality", _rule, schema.get("quality", ())),
            fingerprint=hashlib.sha256(content).hexdigest(),
        )
    except _MISTAKES as error:
        raise ContractError(f"{name}: {_what(error)}") from error
    if mistakes := mistakes_of(contract):
        raise ContractError(f"{name}: {'; '.join(mistakes)}")
    return contract


def _each(place: str, build: Callable[[dict[str, Any]], _T], items: Iterable[dict[str, Any]]) -> tuple[_T, ...]:
    """What is built of each item; a mistake is told with the name of its item."""
    built = []
    for number, item in enumerate(items, start=1):
        try:
            built.append(build(item))
        except _MISTAKES as error:
            name = (item.get("name") or item.get("id")) if isinstance(item, dict) else None
            raise ValueError(f"{place}, {name or f'item {number}'}: {_what(error)}") from error
    return tuple(built)


def _what(error: Exception) -> str:
    return f"lacks {error}" if isinstance(error, KeyError) else str(error)


def _derived(item: dict[str, Any]) -> Derived:
    return Derived(item["name"], with_years(item["expression"]))


def _column(item: dict[str, Any]) -> Column:
    custom = _custom(item)
    enum = tuple(
        EnumValue(
            str(value["value"]),
            value["label"],
            tuple(_custom(value).get("spellings", ())),
            tuple(_custom(value).get("notedSpellings", ())),
        )
        for value in item.get("enum", ())
    )
    split = custom.get("splitHeading")
    parser = custom.get("parser") or custom.get("resolve") or ("enum" if enum else item["logicalType"])
    return Column(
        name=item["name"],
        stored_as=item.get("physicalName", item["name"]),
        heading_th=item["businessName"],
        **_two_languages(item["description"], item["name"]),
        logical_type=item["logicalType"],
        physical_type=item["physicalType"],
        classification=item["classification"],
        parser=parser,
        is_required=item.get("required", False),
        key_position=item.get("primaryKeyPosition"),
        synonyms=tuple(synonym["synonym"] for synonym in item.get("synonyms", ())),
        enum=enum,
        options=dict(item.get("logicalTypeOptions", {})),
        plausible_range=custom.get("plausibleRange"),
        resolve=custom.get("resolve"),
        is_check=bool(custom.get("check", False)),
        is_unresolved_warning=custom.get("unresolved") == "warning",
        made=custom.get("made"),
        made_of=tuple(custom.get("madeOf", ())),
        month_as=custom.get("monthAs"),
        only_in=tuple(custom.get("onlyIn", ())),
        fallback=custom.get("fallback"),
        unlisted=custom.get("unlisted"),
        unlisted_into=custom.get("unlistedInto"),
        split=(split["heading"], split["into"]) if split else None,
        resolve_by=tuple(custom.get("resolveBy", ())),
        provisional_by=tuple(custom.get("provisionalBy", ())),
        years_ahead=custom.get("yearsAhead", 1),
        is_list=bool(custom.get("splitRows", False)),
        reads_as=custom.get("readsAs"),
    )


def _layout(item: dict[str, Any]) -> Layout:
    return Layout(
        id=item["id"],
        title=item["title"],
        requires=tuple(item["requires"]),
        headings=dict(item.get("headings", {})),
        left_out=tuple(item.get("leftOut", ())),
        constants=dict(item.get("constants", {})),
        empty_is_zero=tuple(item.get("emptyIsZero", ())),
        is_additive=item.get("duplicates") == "additive",
        computed=tuple(Derived(entry["column"], with_years(entry["expression"])) for entry in item.get("computed", ())),
        skip=Derived("skip", with_years(item["skip"])) if "skip" in item else None,
    )


def _rule(item: dict[str, Any]) -> Rule:
    custom = _custom(item)
    message = _two_languages(item["description"], item["name"])
    return Rule(
        name=item["name"],
        column=item["implementation"]["kwargs"]["column"],
        expectation=item["implementation"]["type"],
        kwargs=dict(item["implementation"]["kwargs"]),
        severity=item["severity"],
        dimension=item["dimension"],
        message_th=message["description_th"],
        message_en=message["description_en"],
        remedy_th=custom["remedyTh"],
        remedy_en=custom["remedyEn"],
        on_fail=tuple(custom.get("onFail", ())),
    )


def _custom(item: dict[str, Any]) -> dict[str, Any]:
    return {entry["property"]: entry["value"] for entry in item.get("customProperties", ())}


def _two_languages(text: str, place: str) -> dict[str, str]:
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) != 2:
        raise ValueError(f"{place}: a description is one line of Thai and one of English")
    return {"description_th": lines[0], "description_en": lines[1]}
