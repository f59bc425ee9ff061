"""The asset `inbox`: looks once, reads and lands all new files at once, and registers those that cannot be taken.

It begins a run. The assets after it continue the run that it wrote into `raw.run`.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import polars as pl
from pydantic import Field

from pipelines.assets import LANDING, OWNERS, RETRIES
from pipelines.assets.home import Home
from pipelines.assets.shown import inbox_check, table, told, two_languages
from pipelines.errors import UsageError
from pipelines.running import stages
from pipelines.running.refresh import look
from pipelines.settings import today

_COLUMNS = {"path": "string", "source": "string", "layout": "string", "sha256": "string", "verdict": "string"}


class RefreshConfig(dg.Config):
    """What may be said to a run; the same as the options of `cvm refresh`."""

    as_of: str = Field(default="", description="วันที่ของการปรับปรุง · business date YYYY-MM-DD; empty: today in Bangkok")
    only: list[str] = Field(default=[], description="เฉพาะแหล่งข้อมูลเหล่านี้ · take these sources alone; empty: all")
    accept: list[str] = Field(default=[], description="SHA-256 ของไฟล์ที่ยืนยัน · beginnings of held files to release")


@dg.asset(
    group_name=LANDING,
    owners=OWNERS,
    retry_policy=RETRIES,
    kinds={"python", "polars", "parquet"},
    output_required=False,
    check_specs=[
        dg.AssetCheckSpec(
            "readable",
            asset="inbox",
            description=two_languages("ทุกไฟล์อ่านได้และรู้ว่าเป็นแหล่งใด", "Every file can be read and is recognised"),
        )
    ],
    description=two_languages(
        "อ่านไฟล์ใหม่ทุกไฟล์ในกล่องรับครั้งเดียว จัดเก็บเป็นชุดต่อแหล่งข้อมูล และบันทึกไฟล์ที่รับไม่ได้ "
        "เมื่อไม่มีอะไรใหม่ ขั้นตอนถัดไปจะถูกข้ามและไม่มีการเผยแพร่",
        "Reads all new files of the inbox at once, lands them in batches of a source, and registers those that "
        "cannot be taken. When nothing is new the steps after it are skipped and nothing is published.",
    ),
)
def inbox(
    context: dg.AssetExecutionContext, config: RefreshConfig, home: Home
) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
    """Begins a run, and ends it where there is nothing to do."""
    settings = home.settings
    with told():
        begun = look(settings, _date(config.as_of), only=config.only, accept=config.accept)
    run, found = begun.run, begun.found
    if begun.is_idle:
        context.log.info("ไม่มีข้อมูลใหม่ จึงไม่มีการเผยแพร่ / nothing new; nothing is published")
        yield inbox_check((), len(found.standing))
        return
    with told(), run.timed("read"):
        landed = stages.read_and_land(run, begun, config.only)
    taken = [(file, batch.source) for batch in landed.batches for file in batch.files]
    files = [(file.path, source, file.layout, file.source_sha256, "landed") for file, source in taken]
    files += [
        (file.path, file.source or "", "", file.result.source_sha256, "held" if file.is_held else "rejected")
        for file in landed.rejected
    ]
    yield inbox_check(landed.rejected, len(found.standing))
    yield dg.MaterializeResult(
        metadata={
            "run_id": run.stamp.run_id,
            "as_of": run.stamp.as_of.isoformat(),
            "rows": sum(pl.scan_parquet(batch.parquet).select(pl.len()).collect().item() for batch in landed.batches),
            "files_new": len(found.new),
            "files_unchanged": len(found.unchanged),
            "files_refused_before": len(found.standing),
            "files": table(_COLUMNS, sorted(files)),
            "seconds": sum(run.seconds.values()),
        }
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError:
        raise UsageError(
            f"as_of {text!r} ไม่ใช่วันที่ ให้ใช้รูปแบบ YYYY-MM-DD", f"as_of {text!r} is no date; write YYYY-MM-DD"
        ) from None
