"""The whole asset graph in one screen: inbox -> raw/<source> -> seeds, staging, intermediate, marts -> publication.

One job takes it from end to end; a sensor and a schedule ask for it.

Belongs here: putting the graph together. Its assets stand in `pipelines.assets`. This is the one module that reads
files when it is imported: the contracts, and dbt's parsed project, which it has dbt make when it is missing or older
than the project.
"""

from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.assets import MARTS
from pipelines.assets.home import Home
from pipelines.assets.inbox import inbox
from pipelines.assets.models import dbt_models
from pipelines.assets.moments import calendar_days, new_files
from pipelines.assets.publication import publication_asset
from pipelines.assets.sources import record_specs, source_asset
from pipelines.building.marts import parse_project
from pipelines.building.parsed import MANIFEST
from pipelines.contracts import load_contracts
from pipelines.settings import DBT_PROJECT_DIR


def build_defs(**overrides: Any) -> dg.Definitions:
    """The graph; `overrides` are arguments of `dagster.Definitions` to take instead, such as `resources`."""
    contracts = load_contracts().values()
    models = dbt_models(_manifest())
    marts = sorted(spec.key for spec in models.specs if spec.group_name == MARTS)
    refresh = dg.define_asset_job(
        "refresh",
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="นำเข้าไฟล์ใหม่ สร้างตาราง ตรวจ และเผยแพร่ · Load what is new, rebuild, audit, publish",
    )
    parts: dict[str, Any] = {
        "assets": [
            inbox,
            *(source_asset(contract) for contract in contracts),
            *record_specs(contracts),
            models,
            publication_asset(marts),
        ],
        "jobs": [refresh],
        "sensors": [new_files(refresh)],
        "schedules": [calendar_days(refresh)],
        "resources": {"home": Home()},
        "executor": dg.in_process_executor,
    }
    return dg.Definitions(**parts | overrides)


def _manifest() -> Path:
    """dbt's parsed project, as new as the project itself."""
    sources = list(DBT_PROJECT_DIR.glob("*.yml"))
    for folder in ("macros", "models", "seeds", "tests"):
        sources += [DBT_PROJECT_DIR / folder, *(DBT_PROJECT_DIR / folder).rglob("*")]
    changed = max(path.stat().st_mtime for path in sources)
    return MANIFEST if MANIFEST.exists() and MANIFEST.stat().st_mtime >= changed else parse_project()


defs = build_defs()
