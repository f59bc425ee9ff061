"""dbt's exposures name what really reads the marts: each table that it asks for, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from pipelines.reporting.dashboard.names import SLICES
from pipelines.reporting.dashboard.pages import PAGES
from pipelines.settings import DBT_PROJECT_DIR, REPOSITORY
from tests.first_hour import NOTEBOOK, PAGE

MARTS = {path.stem for path in (DBT_PROJECT_DIR / "models" / "marts").rglob("*.sql")}
READERS = {
    "status_pages": ["publishing/status.py", "publishing/page.py", "publishing/owed.py"],
    "matching_proposal": ["publishing/proposal.py", "publishing/naming.py"],
    "findings": ["publishing/findings.py", "publishing/naming.py"],
    "headline": ["cli/telling.py"],
    "printed_reports": [
        "publishing/naming.py",
        *(f"reporting/printed/{path.name}" for path in (REPOSITORY / "pipelines/reporting/printed").glob("*.py")),
    ],
}
ASKED = re.compile(r"\b(?:from|join)\s+([a-z_0-9]+)\b|\.table\(\"([a-z_0-9]+)\"\)")


def asked_for(text: str) -> set[str]:
    return {name for pair in ASKED.findall(text) for name in pair} & MARTS


def test_an_exposure_depends_on_what_it_reads() -> None:
    document = yaml.safe_load((DBT_PROJECT_DIR / "models" / "exposures.yml").read_text(encoding="utf-8"))
    told = {
        one["name"]: {re.fullmatch(r"ref\('(\w+)'\)", ref)[1] for ref in one["depends_on"]}  # type: ignore[index]
        for one in document["exposures"]
    }
    read = {
        name: asked_for("".join((REPOSITORY / "pipelines" / file).read_text(encoding="utf-8") for file in files))
        for name, files in READERS.items()
    }
    page = "".join(re.findall(r"```(?:sql|sh|python)\b.*?```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    read["first_hour"] = asked_for(page + NOTEBOOK.read_text(encoding="utf-8"))
    shown = {part.table for part in (*SLICES, *(part for page in PAGES for part in page.slices))}
    shown |= asked_for((REPOSITORY / "pipelines/reporting/dashboard/definitions.py").read_text(encoding="utf-8"))
    for name, tables in (read | {"exports": MARTS, "dashboard": shown}).items():
        assert told.pop(name) == tables, f"{name} in models/exposures.yml"
    assert not told


def test_every_command_that_reads_tables_is_an_exposure_or_reads_any() -> None:
    """A module that asks for marts is one of those above, explains or exports any of them, or makes them."""
    of_any = (
        "publishing/explain",
        "publishing/names.py",
        "exporting/",
        "building/",
        "running/",
        "reporting/dashboard/",
    )
    known = {file for files in READERS.values() for file in files}
    folder = REPOSITORY / "pipelines"
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if asked_for(Path(path).read_text(encoding="utf-8"))
    }
    assert {name for name in found - known if not name.startswith(of_any)} == set()


def test_a_documented_macro_is_there_with_these_arguments_and_used() -> None:
    document = yaml.safe_load((DBT_PROJECT_DIR / "macros" / "_headline.yml").read_text(encoding="utf-8"))
    sql = "\n".join(path.read_text(encoding="utf-8") for path in sorted(DBT_PROJECT_DIR.glob("m*/**/*.sql")))
    written = dict(re.findall(r"macro (\w+)\(([^)]*)\)", sql))
    for macro in document["macros"]:
        names = [one.partition("=")[0].strip() for one in written[macro["name"]].split(",") if one.strip()]
        assert [one["name"] for one in macro.get("arguments", [])] == names, macro["name"]
        thai, _, english = macro["description"].partition("\n\n")
        assert re.search(r"[ก-๙]", thai)
        assert re.search(r"[A-Za-z]{3}", english)
        uses = len(re.findall(rf"\b{macro['name']}\(", sql)) - 1
        assert uses > 0 or macro["name"] == "employment_as_of", f"{macro['name']} is for whoever asks by hand alone"
