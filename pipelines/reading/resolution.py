"""Names to codes: provinces, centres, countries and statuses, exact or by an alias of a seed, never by guess.

A code in the cell beats a name. The lists are seeds of `dbt_project`, read once.
"""

from __future__ import annotations

import csv
import re
from functools import cache

import polars as pl

from pipelines.reading.text import arabic_digits, comparable_name, each_compared_name
from pipelines.settings import SEEDS_DIR

_CENTRE_ID = r"^(25\d\d-\d\d)(?:\D|$)"
_PROVINCE_PREFIXES = ("จังหวัด", "จ")


def resolved(text: pl.Series, kind: str) -> pl.Series:
    """The codes of a column of names (or of codes); NULL where a name is not known.

    Args:
        text: repaired text, NULL where empty.
        kind: `province` (two-digit code), `centre` (centre id), `country` (ISO 3166-1 alpha-2) or `vcop_status` (the
            outcome that a status of the V-COP report stands for).
    """
    if kind == "centre":
        ids = list(_centre_ids())
        found = text.to_frame("cell").select(arabic_digits(pl.col("cell")).str.extract(_CENTRE_ID))
        return found.select(pl.when(pl.col("cell").is_in(ids)).then("cell"))["cell"]
    codes = {"province": _province_codes, "country": _country_codes, "vcop_status": _vcop_outcomes}[kind]()
    names = text.to_frame("cell").select(comparable_name(pl.col("cell")))
    return names.select(pl.col("cell").replace_strict(codes, default=None, return_dtype=pl.String))["cell"]


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
def college_code_aliases() -> dict[str, str]:
    """Older code of a college → its code today."""
    return {row["alias_code"]: row["college_code"] for row in read_seed("college_code_alias")}


@cache
def years_of_study() -> dict[str, int]:
    """Level → how many years its course takes; short courses have none."""
    return {row["level"]: int(row["years_of_study"]) for row in read_seed("levels") if row["years_of_study"]}
