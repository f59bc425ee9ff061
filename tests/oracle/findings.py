"""Policy findings worked out a second time, rule by rule and row by row, from the published tables and the lists."""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import md5
from typing import Any
from uuid import UUID

import polars as pl

from pipelines.settings import SEEDS_DIR
from pipelines.years import academic_year_days, fiscal_year_days

KEYS = ("finding_id",)
PLACE = ("region_th", "province_code", "institute_name", "centre_id", "college_code", "level", "field_th")
STATUSES = ("adopted", "accepted", "submitted", "declined", "draft")
YEARS_BACK = 1

Row = dict[str, Any]
Read = Callable[[str], pl.DataFrame]


def listed(name: str) -> list[Row]:
    """A list of the seeds; what is empty is None."""
    with (SEEDS_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: text or None for key, text in row.items()} for row in csv.DictReader(file)]


class Findings:
    """The findings of these tables on a day.

    `read` gives a published table, or the recommendations in force, by name.
    """

    def __init__(self, read: Read, as_of: date, rules: list[Row] | None = None) -> None:
        self.as_of, self.rules = as_of, listed("policy_rules") if rules is None else rules
        self._read = read
        self._kept: dict[str, list[Row]] = {}
        self.weights = {row["weight_id"]: float(row["value"]) for row in listed("policy_weights")}

    def table(self) -> pl.DataFrame:
        """`policy_findings`."""
        rows = [row for rule in self.rules for row in self.of_rule(rule)]
        return pl.DataFrame(rows, infer_schema_length=None)

    def of_rule(self, rule: Row) -> list[Row]:
        """The findings of one rule."""
        by_place: dict[tuple[Any, ...], dict[int | None, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in self._judged(rule):
            by_place[row["place"]][row["year"]].append(row)
        newest_of_rule = max((year for years in by_place.values() for year in years if year), default=None)
        found = []
        for place, years in by_place.items():
            newest = max((year for year in years if year), default=None)
            is_old = newest is not None and newest_of_rule is not None and newest < newest_of_rule - YEARS_BACK
            if is_old and rule["year_column"] != "curriculum_be":
                continue
            if any(row["is_found"] for row in years[newest]):
                found.append(self._told(rule, dict(zip(PLACE, place, strict=True)), years, newest))
        return found

    def _rows(self, name: str) -> list[Row]:
        if name not in self._kept:
            self._kept[name] = self._read(name).to_dicts()
        return self._kept[name]

    def _judged(self, rule: Row) -> Iterable[Row]:
        columns = [name.strip() for name in (rule["place"] or "").split(",") if name.strip()]
        where, state = conditions(rule["rows"]), conditions(rule["state"])
        over = [name.strip() for name in rule["metric"].split("/")]
        is_low = rule["comparison"] in ("below", "at_most")
        threshold = float(rule["threshold"])
        for row in self._rows(rule["evidence_table"]):
            if not all(self._holds(row, one) for one in where) or any(row[name] is None for name in columns):
                continue
            states = [self._holds(row, one) for one in state]
            numbers = [self._number(row[name]) for name in over]
            if None in numbers or (len(numbers) > 1 and numbers[1] == 0):
                continue
            if None in states and False not in states:
                continue
            value = numbers[0] / numbers[1] if len(numbers) > 1 else numbers[0]
            year = row[rule["year_column"]] if rule["year_column"] else None
            if not self._is_time(rule, year):
                continue
            size = self._of(row, rule["size_column"])
            size = None if size is None else math.floor(size)
            is_beyond = {
                "below": value < threshold, "at_most": value <= threshold,
                "above": value > threshold, "at_least": value >= threshold,
            }[rule["comparison"]]  # fmt: skip
            told = {name.replace("meeting_", ""): row[name] for name in columns}
            is_found = all(states) and is_beyond and (size is None or size >= int(rule["minimum_n"]))
            shown = math.floor(abs(value) * 100 + 0.5) / 100 * (1 if value >= 0 else -1)
            is_shown = rule["unit"] not in ("percent", "ratio") or (shown < threshold if is_low else shown > threshold)
            yield {
                "place": tuple(told.get(name) for name in PLACE),
                "year": year,
                "key": str(next(iter(row.values()))),
                "value": value,
                "size": size,
                "low": self._of(row, rule["low_column"]),
                "high": self._of(row, rule["high_column"]),
                "share": self._of(row, rule["certainty_column"]),
                "persons": self._of(row, rule["persons_column"]) if is_shown else None,
                "is_found": is_found,
                "order": (not is_found, value if is_low else -value, size is None, -(size or 0)),
            }

    def _of(self, row: Row, column: str | None) -> Any:
        return self._number(row[column]) if column else None

    def _number(self, value: Any) -> Any:
        if isinstance(value, date):
            return float((value - self.as_of).days)
        return None if value is None else float(value)

    def _holds(self, row: Row, condition: tuple[str, str, list[str]]) -> bool | None:
        column, sign, wanted = condition
        own = row[column]
        if own is None:
            return None
        if isinstance(own, str):
            return (own in wanted) == (sign == "=")
        number = self._number(own)
        others = [
            {"true": 1.0, "false": 0.0}.get(text) if text in ("true", "false") else float(text) for text in wanted
        ]
        if sign in ("=", "!="):
            return (number in others) == (sign == "=")
        other = others[0]
        return bool({"<": number < other, "<=": number <= other, ">": number > other, ">=": number >= other}[sign])

    def _is_time(self, rule: Row, year: int | None) -> bool:
        if year is None or rule["years"] is None:
            return True
        is_fiscal = rule["year_column"] == "fiscal_year_be"
        first, last = fiscal_year_days(year) if is_fiscal else academic_year_days(year)
        return last < self.as_of if rule["years"] == "ended" else first <= self.as_of

    def _told(self, rule: Row, place: Row, years: dict[int | None, list[Row]], newest: int | None) -> Row:
        found = {
            year: sorted((row for row in rows if row["is_found"]), key=lambda row: (*row["order"], row["key"]))
            for year, rows in years.items()
        }
        here = found[newest]
        first = here[0]
        is_dated = newest is not None and rule["unit"] != "days" and rule["year_column"] != "curriculum_be"
        span = [newest]
        while newest is not None and found.get(span[-1] - 1):  # type: ignore[operator]
            span.append(span[-1] - 1)  # type: ignore[operator]
        before = None
        if is_dated and newest - 1 in years:  # type: ignore[operator]
            before = min(years[newest - 1], key=lambda row: (*row["order"], row["key"]))["value"]  # type: ignore[operator]
        n = len(here) if first["size"] is None else first["size"]
        held = len(span) if is_dated else None
        certainty = self._certainty(rule, first)
        weight = self.weights
        persistence = 1 + weight["persistence_per_year"] * (min(held or 1, weight["persistence_years_at_most"]) - 1)
        finding_id = _key([rule["rule_id"], *place.values()])
        taken = self._taken(rule["evidence_table"], finding_id, {row["key"] for year in span for row in found[year]})
        names = self._names(place)
        told = {
            "place": names["place"],
            "year": _year(rule["year_column"], newest),
            "threshold": _both(_formatted(float(rule["threshold"]), rule["unit"])),
            "value": _both(_beside(first["value"], rule)),
            "before": _both(_beside(before, rule)),
            "n": _both(f"{n:,}"),
            "rows": _both(f"{len(here):,}"),
            "years": _both(str(held or 1)),
        }
        texts = {
            f"{column}_{language}": _filled(rule[f"{column}_{language}"], {name: two[i] for name, two in told.items()})
            for column in ("finding", "action", "text")
            for i, language in enumerate(("th", "en"))
        }
        better = None if before is None else (first["value"] > before) == (rule["comparison"] in ("below", "at_most"))
        same = told["before"] == told["value"]
        return {
            "finding_id": str(finding_id),
            **{name: rule[name] for name in ("rule_id", "topic", "manual_section", "severity", "metric", "unit",
                                             "comparison", "audience", "evidence_table")},
            "year_be": newest, **place, **names["wider"],
            "place_th": names["place"][0], "place_en": names["place"][1], **texts,
            "threshold": float(rule["threshold"]), "value": first["value"], "ci_low": first["low"],
            "ci_high": first["high"], "n": n, "minimum_n": int(rule["minimum_n"]), "value_before": before,
            "trend": None if before is None else "same" if same else "better" if better else "worse",
            "years_held": held, "certainty": certainty,
            "priority": round(
                weight[f"severity_{rule['severity']}"] * math.log10(1 + n) * persistence * certainty, 4
            ),
            "rests_on_persons": rule["persons_column"] is not None,
            "persons": max((row["persons"] for row in here if row["persons"] is not None), default=None),
            "evidence_keys": ", ".join(row["key"] for row in here), "rows_behind": len(here), **taken,
        }  # fmt: skip

    def _certainty(self, rule: Row, row: Row) -> float:
        certainty, unknown, threshold = 1.0, self.weights["certainty_unknown"], float(rule["threshold"])
        if rule["low_column"]:
            low, high = row["low"], row["high"]
            if low is None or high is None:
                certainty = unknown
            elif low != high:
                below = rule["comparison"] in ("below", "at_most")
                part = (threshold - low if below else high - threshold) / (high - low)
                certainty = min(max(part, 0.0), 1.0)
        if rule["certainty_column"]:
            certainty *= unknown if row["share"] is None else row["share"]
        return certainty

    def _taken(self, table: str, finding_id: UUID, keys: set[str]) -> Row:
        found: dict[str, str] = {}
        for one in self._rows("recommendations"):
            named = set(re.split(r"[,;\s]+", (one["evidence_key"] or "").strip())) - {""}
            told = one["evidence_table"]
            is_row = told in (None, table) and named & keys
            is_finding = told in (None, "policy_findings") and str(finding_id) in named
            if is_row or is_finding:
                found[f"{one['centre_id']}/{one['fiscal_year_be']}/{one['item_no']}"] = one["status"]
        farthest = min(found.values(), key=STATUSES.index, default=None)
        return {"taken_up_by": ", ".join(sorted(found)) or None, "taken_up_status": farthest}

    def _names(self, place: Row) -> dict[str, Any]:
        def one(table: str, column: str) -> Row:
            held = [row for row in self._rows(table) if place[column] is not None and row[column] == place[column]]
            return max(held, key=lambda row: row.get("valid_from") or date.min, default={})

        region, province = one("dim_region", "region_th"), one("dim_province", "province_code")
        centre, college, level = (
            one("dim_cvm_centre", "centre_id"), one("dim_college", "college_code"), one("dim_level", "level")
        )  # fmt: skip
        named = college.get("college_name_th") or place["college_code"]
        if centre and centre["college_code"] == place["college_code"]:
            named = None
        thai = (place["region_th"], province.get("province_name_th"), place["institute_name"],
                centre.get("centre_name_th"), named, level.get("level_label_th"), place["field_th"])  # fmt: skip
        english = (region.get("region_name_en"), province.get("province_name_en"), place["institute_name"],
                   centre.get("centre_name_th"), named, level.get("level_name_en"), place["field_th"])  # fmt: skip
        return {
            "place": (
                " ".join(filter(None, thai)) or "ทั้งประเทศ",
                ", ".join(filter(None, english)) or "the whole country",
            ),
            "wider": {
                "region_th": place["region_th"] or province.get("region_th") or college.get("region_th"),
                "province_code": place["province_code"] or college.get("province_code"),
                "institute_name": place["institute_name"] or college.get("institute_name"),
            },
        }


def conditions(text: str | None) -> list[tuple[str, str, list[str]]]:
    """Column, sign and values of each condition of a text."""
    found = re.findall(r"(\w+)\s*(!=|<=|>=|=|<|>)\s*([^,]+)", text or "")
    return [(column, sign, [value.strip() for value in values.split("|")]) for column, sign, values in found]


def _filled(text: str, told: dict[str, str]) -> str:
    for name, value in told.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _both(text: str) -> tuple[str, str]:
    return text, text


def _formatted(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    if unit == "percent":
        return f"{value * 100:.1f}".removesuffix(".0") + " %"
    if unit == "persons":
        return f"{value:.0f}"
    return f"{value:.2f}".rstrip("0").removesuffix(".")


def _beside(value: float | None, rule: Row) -> str:
    """A value as it is told; never as the threshold from which it differs."""
    told, threshold = _formatted(value, rule["unit"]), float(rule["threshold"])
    if value is None or rule["unit"] == "persons" or value == threshold or told != _formatted(threshold, rule["unit"]):
        return told
    if rule["unit"] == "percent":
        return f"{value * 100:.4f}".rstrip("0").removesuffix(".") + " %"
    return f"{value:.5f}".rstrip("0").removesuffix(".")


def _year(column: str | None, year: int | None) -> tuple[str, str]:
    words = {
        "academic_year_be": ("ปีการศึกษา", "academic year"),
        "fiscal_year_be": ("ปีงบประมาณ", "fiscal year"),
        "curriculum_be": ("หลักสูตร", "curriculum"),
    }
    if year is None or column not in words:
        return "ปัจจุบัน", "now"
    thai, english = words[column]
    return f"{thai} {year}", f"{english} {year}"


def _key(values: Iterable[str | None]) -> UUID:
    parts = ("-" if value is None else f"{len(value)}:{value}" for value in values)
    return UUID(md5("".join(parts).encode(), usedforsecurity=False).hexdigest())
