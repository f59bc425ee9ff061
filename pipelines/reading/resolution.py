"""Names to codes: provinces, centres, countries and statuses, exact or by an alias of a seed, never by guess.

A code in the cell beats a name. The lists are seeds of `dbt_project`, read once.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache

import polars as pl

from pipelines.reading.text import arabic_digits, comparable_name, each_compared_name
from pipelines.settings import SEEDS_DIR

_CENTRE_ID = r"^(25\d\d-\d\d)(?:\D|$)"
_PROVINCE_PREFIXES = ("จังหวัด", "จ")
COLLEGE_CODE = "^(?:[1-9][0-9]|0[0-57])[0-9]{8}$"
"""Ten digits that are nobody's telephone."""
OFFICE = "OVEC"
_OFFICE_NAMES = ["ovec", "สอศ", "สำนักงานคณะกรรมการการอาชีวศึกษา"]
_MANUAL_CODE = r"^(\d\.\d(?:\s*-\s*a?\d)?)(?:\s+\D.*)?$"
_INSTITUTE = "สถาบันการอาชีวศึกษา"


def resolved(text: pl.Series, kind: str) -> pl.Series:
    """The codes of a column of names (or of codes); NULL where a name is not known.

    Args:
        text: repaired text, NULL where empty.
        kind: `province` (two-digit code), `centre` (centre id), `country` (ISO 3166-1 alpha-2), `vcop_status` (the
            outcome that a status of the V-COP report stands for), `key_result`, `activity` (of the CVM manual),
            `target_industry` (its number) or `reporter` (college code, name of an institute, or OVEC).
    """
    if kind == "centre":
        ids = list(_centre_ids())
        found = text.to_frame("cell").select(arabic_digits(pl.col("cell")).str.extract(_CENTRE_ID))
        return found.select(pl.when(pl.col("cell").is_in(ids)).then("cell"))["cell"]
    if kind == "reporter":
        return _reporters(text)
    if kind in _MANUAL_CODES:
        ids = _MANUAL_CODES[kind]()
        told = text.to_frame("cell").select(_code_of_manual(pl.col("cell")))
        return told.select(pl.when(pl.col("cell").is_in(ids)).then("cell"))["cell"]
    codes = _CODES[kind]()
    # a spreadsheet's 1.0 is 1, and not the 10 that it would be compared as
    names = text.to_frame("cell").select(
        comparable_name(arabic_digits(pl.col("cell")).str.replace(r"^(\d+)\.0+$", "${1}"))
    )
    return names.select(pl.col("cell").replace_strict(codes, default=None, return_dtype=pl.String))["cell"]


def _reporters(text: pl.Series) -> pl.Series:
    """Ten digits stay; what begins as the name of an institute is one; the office is OVEC."""
    plain = arabic_digits(pl.col("cell")).str.replace(r"\.0+$", "").str.replace_all(r"[\s'’-]", "")
    name = comparable_name(pl.col("cell"))
    return text.to_frame("cell").select(
        pl.when(plain.str.contains(COLLEGE_CODE))
        .then(plain)
        .when(name.str.starts_with(_INSTITUTE))
        .then("cell")
        .when(name.is_in(_OFFICE_NAMES))
        .then(pl.lit(OFFICE))
    )["cell"]


def reporter_kinds(reporters: pl.Series) -> pl.Series:
    """`college`, `institute` or `office` for each resolved reporter."""
    cell = pl.col("cell")
    return reporters.to_frame("cell").select(
        pl.when(cell == OFFICE)
        .then(pl.lit("office"))
        .when(cell.str.contains(COLLEGE_CODE))
        .then(pl.lit("college"))
        .when(cell.is_not_null())
        .then(pl.lit("institute"))
        .alias("kind")
    )["kind"]


def read_seed(name: str) -> list[dict[str, str]]:
    """The rows of a reference seed as text."""
    with (SEEDS_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _centre_ids() -> frozenset[str]:
    return frozenset(row["centre_id"] for row in read_seed("cvm_centres"))


@cache
def _province_codes() -> dict[str, str]:
    """Compared name → two-digit code, with aliases and with the word for province before the name."""
    rows = read_seed("provinces")
    code_of = {row["name_th"]: row["province_code"] for row in rows}
    code_of |= {row["alias"]: code_of[row["name"]] for row in read_seed("name_aliases") if row["kind"] == "province"}
    codes = dict(zip(each_compared_name(code_of), code_of.values(), strict=True))
    codes |= {f"{prefix}{name}": code for prefix in _PROVINCE_PREFIXES for name, code in codes.items()}
    return codes | {row["province_code"]: row["province_code"] for row in rows}


@cache
def _country_codes() -> dict[str, str]:
    """Compared Thai and English name, or the code itself → ISO 3166-1 alpha-2."""
    from babel import Locale

    codes: dict[str, str] = {}
    for language in ("en", "th"):
        names = {
            name: code for code, name in Locale.parse(language).territories.items() if re.fullmatch("[A-Z]{2}", code)
        }
        codes |= dict(zip(each_compared_name(names), names.values(), strict=True))
        codes |= {f"ประเทศ{name}": code for name, code in codes.items()}
    return codes | {code.lower(): code for code in codes.values()}


@cache
def _vcop_outcomes() -> dict[str, str]:
    """Compared label or code of a V-COP follow-up status → outcome."""
    rows = read_seed("vcop_status_codes")
    pairs = [(row[name], row["outcome"]) for row in rows for name in ("label_th", "code") if row[name]]
    return dict(zip(each_compared_name(name for name, _ in pairs), (outcome for _, outcome in pairs), strict=True))


@cache
def units_of_key_results() -> dict[str, str]:
    """Key result → the unit in which it is counted."""
    return {row["key_result_id"]: row["unit"] for row in read_seed("key_results")}


def _code_of_manual(text: pl.Expr) -> pl.Expr:
    """The code that a cell is, or begins with: `1.2-1 พัฒนาระบบ…` as templates list it."""
    return (
        arabic_digits(text)
        .str.replace_all("[–—]", "-")
        .str.to_lowercase()
        .str.extract(_MANUAL_CODE)
        .str.replace_all(r"\s", "")
    )


@cache
def _activities() -> list[str]:
    return sorted({row["activity_code"] for row in read_seed("key_results")})


@cache
def _target_industries() -> dict[str, str]:
    """Compared name, or the number itself → the number."""
    rows = read_seed("target_industries")
    names = {row[name]: row["target_industry_id"] for row in rows for name in ("name_th", "name_en")}
    names |= {row["target_industry_id"]: row["target_industry_id"] for row in rows}
    return dict(zip(each_compared_name(names), names.values(), strict=True))


@cache
def college_code_aliases() -> dict[str, str]:
    """Older code of a college → its code today."""
    return {row["alias_code"]: row["college_code"] for row in read_seed("college_code_alias")}


@cache
def years_of_study() -> dict[str, int]:
    """Level → how many years its course takes; short courses have none."""
    return {row["level"]: int(row["years_of_study"]) for row in read_seed("levels") if row["years_of_study"]}


_MANUAL_CODES: dict[str, Callable[[], list[str]]] = {
    "activity": _activities,
    "key_result": lambda: list(units_of_key_results()),
}
_CODES: dict[str, Callable[[], dict[str, str]]] = {
    "country": _country_codes,
    "province": _province_codes,
    "target_industry": _target_industries,
    "vcop_status": _vcop_outcomes,
}
