"""A source is one contract and one staging model: a made-up one is added to a copy of the project and a file loads."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path, PurePath

import duckdb

from pipelines.reading.formats import open_file
from pipelines.settings import REPOSITORY, Settings
from pipelines.templates.workbook import HEADING_ROW
from tests.made_files.contents import workbook
from tests.profiles import LONG

CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: workshop-visits
name: workshop_visits
version: 1.0.0
status: active
domain: vocational education
description:
  purpose: |
    การเยี่ยมโรงฝึกงาน
    Visits to workshops
schema:
  - name: workshop_visits
    businessName: การเยี่ยมโรงฝึกงาน
    description: |
      การเยี่ยมโรงฝึกงาน
      Visits to workshops
    logicalType: object
    physicalType: table
    dataGranularityDescription: workshop × day
    customProperties:
      - {property: mode, value: upsert}
      - property: layouts
        value:
          - {id: template, title: แม่แบบการเยี่ยมโรงฝึกงาน, requires: [รหัสโรงฝึกงาน, วันที่เยี่ยมโรงฝึกงาน]}
    properties:
      - name: workshop_id
        businessName: รหัสโรงฝึกงาน
        description: |
          รหัสของโรงฝึกงาน
          Id of the workshop
        logicalType: string
        physicalType: VARCHAR
        primaryKey: true
        primaryKeyPosition: 1
        required: true
        classification: public
      - name: visited_on
        businessName: วันที่เยี่ยมโรงฝึกงาน
        description: |
          วันที่ไปเยี่ยม
          Day of the visit
        logicalType: date
        physicalType: DATE
        primaryKey: true
        primaryKeyPosition: 2
        required: true
        classification: public
        customProperties:
          - {property: parser, value: date}
          - {property: plausibleRange, value: past}
      - name: visitors
        businessName: จำนวนผู้เยี่ยม
        description: |
          จำนวนผู้เยี่ยม (คน)
          Visitors (persons)
        logicalType: integer
        logicalTypeOptions: {minimum: 0}
        physicalType: BIGINT
        classification: public
    quality: []
"""
MODEL = "{{ rows_in_force('workshop_visits') }}\n"


def run(project: Path, *arguments: object) -> str:
    """What a command of the copied project says; a fault of its own fails the test."""
    environment = os.environ | {
        "PYTHONPATH": str(project),
        "DBT_TARGET_PATH": "target",
        "CVM_MAX_QUARANTINED_SHARE": "0.9",
    }
    said = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=project,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert said.returncode in (0, 3), said.stderr
    return said.stdout


def cvm(project: Path, *arguments: object) -> str:
    return run(project, "-c", "from pipelines.cli import main; main()", *arguments)


@LONG
def test_a_contract_and_a_staging_model_are_a_source(tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    for part in ("pipelines", "expectations", "dbt_project"):
        written = shutil.ignore_patterns("target", "logs", "__pycache__")
        shutil.copytree(REPOSITORY / part, project / part, ignore=written)
    (project / "expectations" / "workshop_visits.odcs.yaml").write_text(CONTRACT, encoding="utf-8")
    staging = project / "dbt_project" / "models" / "staging"
    (staging / "stg_workshop_visits.sql").write_text(MODEL, encoding="utf-8")
    run(project, "-m", "pipelines.contracts")

    cvm(project, "template", "workshop_visits", "--out", tmp_path / "templates", "--home", home)
    blank = open_file(PurePath("t.xlsx"), (tmp_path / "templates" / "workshop_visits.xlsx").read_bytes(), Settings())
    lines = [list(row) for row in blank.sheets[0].cells.head(HEADING_ROW + 1).iter_rows()]
    assert lines[HEADING_ROW] == ["รหัสโรงฝึกงาน", "วันที่เยี่ยมโรงฝึกงาน", "จำนวนผู้เยี่ยม"]
    lines += [["W1", "1/10/2568", 5], ["W2", "2/10/2568", 7], ["W3", "never", 1]]
    (home / "inbox").mkdir(parents=True)
    (home / "inbox" / "เยี่ยมโรงฝึกงาน.xlsx").write_bytes(workbook({blank.sheets[0].name: lines}))
    with (home / "inbox" / "more.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["รหัสโรงฝึกงาน", "วันที่เยี่ยมโรงฝึกงาน"], ["W2", "2/10/2568"], ["W4", "3/10/2568"]])

    said = json.loads(cvm(project, "refresh", "--home", home, "--as-of", "2026-11-21", "--json"))
    files = {file["path"]: file for file in said["files"]}
    assert {file["source"] for file in said["files"]} == {"workshop_visits"}
    assert said["published"]
    assert files["เยี่ยมโรงฝึกงาน.xlsx"]["verdict"] == "loaded_with_quarantine"
    assert [fault["code"] for fault in files["เยี่ยมโรงฝึกงาน.xlsx"]["faults"]] == ["not_a_date", "key_conflict"]
    # one visit stands in both files and differs, so that neither counts
    assert files["more.csv"]["rows_quarantined"] == 1
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select workshop_id, visited_on::varchar, visitors from staging.stg_workshop_visits order by all"
        ).fetchall()
    assert rows == [("W1", "2025-10-01", 5), ("W4", "2025-10-03", None)]
    described = (project / "expectations" / "README.md").read_text(encoding="utf-8")
    assert "workshop_visits · การเยี่ยมโรงฝึกงาน" in described
