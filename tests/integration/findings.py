"""Policy findings made by the models' SQL in memory, over tables that may be shaken, and held against the oracle's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.policy.reading import Held, query_of
from pipelines.policy.rules import COLUMNS, parse_rule
from tests.cohorts.draws import Chance
from tests.oracle.comparison import differences
from tests.oracle.findings import KEYS, STATUSES, Findings, Row, conditions, listed
from tests.oracle.table import Table

MODELS = ("int_findings__by_year", "int_findings__ranked", "policy_findings")
DIMENSIONS = ("dim_region", "dim_province", "dim_cvm_centre", "dim_college", "dim_level")
ROWS = 1500
"""Rows of a shaken table."""

_PLACES = {
    "region_th": ("ภาคกลาง", "ภาคเหนือ"),
    "province_code": ("10", "50", "99"),
    "institute_name": ("สถาบันตัวอย่าง",),
    "centre_id": ("2566-07", "2564-06"),
    "college_code": ("1399100003", "1399999999"),
    "level": ("voc_cert", "high_voc_cert"),
    "field_th": ("การบัญชี", "การโรงแรม"),
    "meeting_field_th": ("การบัญชี", "การโรงแรม"),
}
_SENT = "stg_recommendations"


class Shaken:
    """The tables that rules look at in memory, with values at the edges of the rules, and rules that were edited.

    Args:
        warehouse: the folder of the two databases.
        compiled: relation and SQL of the models by name.
        seed: of what is drawn; None leaves all as it is.
    """

    def __init__(
        self, warehouse: Path, compiled: Mapping[str, tuple[str, str]], as_of: date, seed: int | None = None
    ) -> None:
        self.as_of, self._compiled = as_of, compiled
        self._chance = Chance(f"findings {seed}")
        with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as build:
            views = {name: build.execute(f"from staging.{name}").pl() for name in ("stg_runs", _SENT)}
        self.connection = duckdb.connect()
        for name in ("build", "mart"):
            self.connection.execute(f"attach '{warehouse / name}.duckdb' as {name}_file (read_only)")
            self.connection.execute(f"attach ':memory:' as {name}")
        for schema in ("intermediate", "staging", "seeds"):
            self.connection.execute(f"create schema build.{schema}")
        for name, rows in views.items():
            self.connection.register("rows", rows)
            self.connection.execute(f"create table build.staging.{name} as from rows")
            self.connection.unregister("rows")
        self.connection.execute("create table build.seeds.policy_weights as from build_file.seeds.policy_weights")
        for name in DIMENSIONS:
            self.connection.execute(f"create table mart.main.{name} as from mart_file.main.{name}")
        self.rules = [self._edited(rule) if seed is not None else rule for rule in listed("policy_rules")]
        for name in sorted({rule["evidence_table"] for rule in self.rules}):
            self.connection.execute(f"create table mart.main.{name} as from mart_file.main.{name}")
            if seed is not None:
                self._shake(name)
        frame = pl.DataFrame(self.rules, schema=dict.fromkeys(COLUMNS, pl.String))
        self._fill("build.seeds.policy_rules", "build_file.seeds.policy_rules", frame)
        if seed is not None:
            self._recommend()

    def read(self, name: str) -> pl.DataFrame:
        """A table as the oracle reads it."""
        relation = f"build.staging.{_SENT}" if name == "recommendations" else f"mart.main.{name}"
        return self.connection.execute(f"from {relation} order by all").pl()

    def expected(self) -> pl.DataFrame:
        """What the oracle finds."""
        return Findings(self.read, self.as_of, self.rules).table()

    def found(self) -> pl.DataFrame:
        """What the models find."""
        held = {}
        for name in {rule["evidence_table"] for rule in self.rules}:
            table = self.connection.table(f"mart.main.{name}")
            held[name] = Held(f"from mart.main.{name}", dict(zip(table.columns, map(str, table.types), strict=True)))
        query = query_of([parse_rule(rule) for rule in self.rules], held, self.as_of)
        self.connection.execute(f"create or replace table build.intermediate.int_findings__measured as {query}")
        for name in MODELS:
            relation, code = self._compiled[name]
            self.connection.execute(f"create or replace table {relation} as {code}")
        return self.connection.execute("from mart.main.policy_findings").pl()

    def cure(self) -> None:
        """Every row behind a finding of the models comes to tell what its rule's other example tells."""
        rules = {rule["rule_id"]: rule for rule in self.rules}
        for one in self.found().to_dicts():
            rule, table = rules[one["rule_id"]], f"mart.main.{one['evidence_table']}"
            key = self.connection.table(table).columns[0]
            cured = ", ".join(f"{column} = '{values[0]}'" for column, _, values in conditions(rule["does_not_fire"]))
            if rule["unit"] == "days":
                cured = f"{rule['metric']} = date '{self.as_of}' + 1000"
            self.connection.execute(
                f"update {table} set {cured} where list_contains(string_split(?, ', '), {key}::varchar)",
                [one["evidence_keys"]],
            )

    def differences(self) -> list[str]:
        """Whatever differs."""
        expected = self.expected()
        return differences(Table("policy_findings", KEYS, frozenset(), lambda: expected), expected, self.found())

    def _edited(self, rule: Row) -> Row:
        """A rule as somebody might edit it: another comparison, another least size."""
        if self._chance.happens(0.5):
            return rule
        comparison = self._chance.one(("below", "at_most", "above", "at_least"))
        years = self._chance.one(("ended", "begun")) if rule["years"] else None
        return rule | {
            "comparison": comparison,
            "minimum_n": self._chance.one(("1", rule["minimum_n"])),
            "years": years,
        }

    def _shake(self, name: str) -> None:
        relation = f"mart.main.{name}"
        frame = self.connection.execute(f"from {relation} order by all").pl()
        rows, schema = frame.to_dicts(), frame.schema
        rules = [rule for rule in self.rules if rule["evidence_table"] == name]
        kept = []
        for row in rows:
            rule = self._chance.one(rules)
            if len(rows) > ROWS and not self._chance.happens(ROWS / len(rows)):
                continue
            is_of_rule = self._chance.happens(0.6)
            kept.append(row | (self._of_rule(rule, row) if is_of_rule else {}) | self._drawn(rule, row, schema))
        self._fill(relation, f"mart_file.main.{name}", pl.DataFrame(kept, schema=schema, orient="row"))

    def _of_rule(self, rule: Row, row: Row) -> Row:
        """What makes a row one of those that a rule looks at, at a place that is told."""
        drawn: Row = {}
        for column, sign, values in conditions(", ".join(filter(None, (rule["rows"], rule["state"])))):
            if sign == "=" and not isinstance(row[column], date):
                drawn[column] = {"true": True, "false": False}.get(values[0], self._chance.one(values))
        for column in filter(None, (rule["place"] or "").split(", ")):
            drawn[column] = row[column] or self._chance.one(_PLACES[column])
        return drawn

    def _drawn(self, rule: Row, row: Row, schema: pl.Schema) -> Row:
        """Values at the edges of a rule, or unknown ones, in the columns that it reads."""
        threshold, metric = float(rule["threshold"]), rule["metric"].split(" / ")
        drawn: Row = {}
        if rule["year_column"] and self._chance.happens(0.3):
            drawn[rule["year_column"]] = (row[rule["year_column"]] or 2567) + self._chance.one((-1, 1, 2))
        for column, values in (
            (metric[0], (threshold, threshold - 0.004, threshold + 0.004, threshold / 2, threshold * 2, None)),
            (rule["size_column"], (int(rule["minimum_n"]) - 1, int(rule["minimum_n"]), 40, None)),
            (rule["low_column"], (0.0, threshold / 2, threshold, None)),
            (rule["high_column"], (threshold, threshold * 1.5, 1.0, None)),
            (rule["certainty_column"], (0.0, 0.5, 1.0, None)),
            (rule["persons_column"], (20, 24, 25, 90, None)),
        ):
            if column and self._chance.happens(0.6):
                drawn[column] = _of_kind(self._chance.one(values), schema[column], self.as_of)
        return drawn

    def _recommend(self) -> None:
        """Recommendations that name rows and findings, some of them wrongly."""
        found = self.expected().sort("finding_id").to_dicts()
        sent = self.connection.execute(f"from build.staging.{_SENT} order by all limit 1").pl().to_dicts()[0]
        rows = []
        for number in range(60):
            one = self._chance.one(found)
            keys = one["evidence_keys"].split(", ")
            table, key = self._chance.one((
                (one["evidence_table"], keys[-1]), (None, keys[0]), ("policy_findings", one["finding_id"]),
                (None, one["finding_id"]), ("policy_findings", keys[0]), ("supply", keys[0]), (None, None),
                (one["evidence_table"], f" {one['finding_id']}; {keys[0]}"),
            ))  # fmt: skip
            status = self._chance.one(STATUSES)
            rows.append(sent | {"item_no": number, "evidence_table": table, "evidence_key": key, "status": status})
        relation = f"build.staging.{_SENT}"
        self._fill(relation, relation, pl.DataFrame(rows, infer_schema_length=None))

    def _fill(self, relation: str, kind: str, frame: pl.DataFrame) -> None:
        self.connection.register("frame", frame)
        self.connection.execute(f"create or replace table {relation} as from {kind} limit 0")
        self.connection.execute(f"insert into {relation} by name select * from frame")
        self.connection.unregister("frame")


def _of_kind(value: float | None, kind: pl.DataType, as_of: date) -> Any:
    """A number as a column of this type holds it; days as a day."""
    if value is None:
        return None
    if kind == pl.Boolean:
        return value >= 1
    if kind == pl.Date:
        return as_of + timedelta(days=round(value))
    if kind.is_integer():
        return round(value)
    return Decimal(str(value)) if kind.is_decimal() else float(value)
