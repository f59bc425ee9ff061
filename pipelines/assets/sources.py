"""The factory of the source assets: one `raw/<source>` a contract, which guards and loads what was landed of it.

Also the tables that every stage writes its records into, as assets that no step of their own makes. A source with
logic of its own leaves the factory.
"""

from collections.abc import Iterable

import dagster as dg

from pipelines.assets import OWNERS, RAW, RETRIES
from pipelines.assets.home import Home
from pipelines.assets.shown import column_schema, file_table, guard_check, plain_columns, told, two_languages
from pipelines.contracts import Contract
from pipelines.contracts.raw_tables import RUN_TABLES
from pipelines.running import stages

_RECORDS = {
    "run": ("การปรับปรุงที่กำลังทำ หนึ่งแถว", "The run in hand: one row"),
    "calendar": (
        "ปฏิทินของรอบการประมวลผล ทั้งจากเอกสารและที่สำนักงานกำหนดเพิ่ม",
        "The calendar of the run: the events of the letters, and those of the office in their place or beside them",
    ),
    "files": ("ทะเบียนไฟล์ทุกไฟล์ที่มาถึง", "The register of every file that arrived"),
    "rule_results": ("ผลของทุกกฎต่อทุกไฟล์", "What every rule said of every file"),
    "quarantine": ("แถวที่รอแก้ไข พร้อมเหตุผล", "Rows that stand aside, with every reason"),
    "publications": (
        "บันทึกการเผยแพร่ เขียนหลังเผยแพร่ อ่านในการปรับปรุงครั้งถัดไป",
        "The log of publications: written after publishing, read by the next run",
    ),
    "publication_changes": (
        "สิ่งที่แต่ละการเผยแพร่เปลี่ยน เขียนหลังเผยแพร่ อ่านในการปรับปรุงครั้งถัดไป",
        "What each publication changed: written after publishing, read by the next run",
    ),
}


def source_key(name: str) -> dg.AssetKey:
    """The key of a table of `raw`; dbt's source is called `raw` too, so that the lineage joins itself."""
    return dg.AssetKey([RAW, name])


def source_asset(contract: Contract) -> dg.AssetsDefinition:
    """The asset of one source."""
    key = source_key(contract.source)

    @dg.asset(
        key=key,
        deps=["inbox"],
        group_name=RAW,
        owners=OWNERS,
        retry_policy=RETRIES,
        kinds={"python", "greatexpectations", "duckdb"},
        description=two_languages(
            f"{contract.title_th}: {contract.description_th}",
            f"{contract.description_en}. Raw is append-only; rows replaced later stay, marked.",
        ),
        metadata={
            "dagster/column_schema": column_schema(contract),
            "dagster/table_name": f"build.raw.{contract.source}",
            "contract": f"{contract.source}.odcs.yaml",
            "mode": contract.mode,
            "layouts": [layout.id for layout in contract.layouts],
        },
        check_specs=[
            dg.AssetCheckSpec(
                "guard",
                asset=key,
                blocking=True,
                description=two_languages(
                    "ผลการตรวจไฟล์ที่นำเข้ารอบนี้ แถวที่ผิดถูกพักไว้ ไม่กั้นแถวที่ถูก",
                    "What the guard found in the files of this run. Rows at fault stand aside and stop no others; "
                    "rows lost on the way stop everything.",
                ),
            )
        ],
    )
    def load_source(home: Home) -> dg.MaterializeResult:
        with told():
            run = home.run()
            done = [(batch, stages.take(run, batch)) for batch in stages.pending(run, contract.source)]
        files = {file.source_sha256: file for batch, _ in done for file in batch.files}
        verdicts = [told for _, verdict in done for told in verdict.files]
        results = [result for _, verdict in done for result in verdict.results]
        return dg.MaterializeResult(
            metadata={
                "run_id": run.stamp.run_id,
                "rows": sum(told.rows_loaded for told in verdicts),
                "files": file_table(
                    (files[told.source_sha256].path, files[told.source_sha256].layout, told) for told in verdicts
                ),
                "seconds": round(sum(run.seconds.values()), 3),
            },
            check_results=[guard_check(verdicts, results, {sha: file.path for sha, file in files.items()})],
        )

    return load_source


def record_specs(contracts: Iterable[Contract]) -> list[dg.AssetSpec]:
    """The tables of `raw` about the runs themselves. Publishing comes last, so its log has nothing upstream."""
    loading = [source_key(contract.source) for contract in contracts]
    begun = [dg.AssetKey("inbox")]
    upstream: dict[str, list[dg.AssetKey]] = {
        "run": begun,
        "calendar": begun,
        "publications": [],
        "publication_changes": [],
    }
    return [
        dg.AssetSpec(
            source_key(name),
            deps=upstream.get(name, [*begun, *loading]),
            group_name=RAW,
            owners=OWNERS,
            kinds={"duckdb"},
            description=two_languages(*_RECORDS[name]),
            metadata={
                "dagster/column_schema": plain_columns(columns),
                "dagster/table_name": f"build.raw.{name}",
            },
        )
        for name, columns in RUN_TABLES.items()
    ]
