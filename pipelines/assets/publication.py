"""The asset `publication`: judges the finished marts, publishes them, and keeps the log of it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack

import dagster as dg

from pipelines.assets import OWNERS, PUBLICATION, RETRIES
from pipelines.assets.home import Home
from pipelines.assets.shown import audit_check, table, told, two_languages
from pipelines.running import stages

_TABLES = {"table": "string", "rows": "int"}
_INPUTS = {"sha256": "string", "sources": "string"}


def publication_asset(marts: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The publication of these marts."""

    @dg.asset(
        deps=list(marts),
        group_name=PUBLICATION,
        owners=OWNERS,
        retry_policy=RETRIES,
        kinds={"python", "greatexpectations", "duckdb"},
        description=two_languages(
            "ตรวจตารางทั้งชุด แล้วเผยแพร่พร้อมกันในขั้นตอนเดียว ชุดเดิมยังใช้ได้จนกว่าชุดใหม่จะสมบูรณ์",
            "Audits the marts and publishes them all in one atomic step; until then the earlier publication stands.",
        ),
        check_specs=[
            dg.AssetCheckSpec(
                "audit",
                asset="publication",
                blocking=True,
                description=two_languages(
                    "กฎของตารางที่เสร็จแล้ว หากผิดจะไม่เผยแพร่", "The rules of the finished marts; none may fail"
                ),
            )
        ],
    )
    def publication(home: Home) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
        with ExitStack() as held:
            with told():
                run = home.run()
                held.enter_context(run.alone())
            # what others have loaded into a lake since this run has built is built too, for the publication claims it
            if run.is_shared:
                with told(), run.timed("build"):
                    stages.build(run)
            with told(), run.timed("audit"):
                audited = stages.audit(run)
            yield audit_check(audited)
            with told(), run.timed("publish"):
                published = stages.publish(run, audited)
        inputs = published.manifest["inputs"]
        yield dg.MaterializeResult(
            metadata={
                "run_id": run.stamp.run_id,
                "as_of": run.stamp.as_of.isoformat(),
                "publication_id": published.publication_id,
                "previous_publication_id": published.previous_publication_id or "",
                "rows": sum(published.tables.values()),
                "tables": table(_TABLES, published.tables.items()),
                "files": table(_INPUTS, [(sha, ", ".join(sources)) for sha, sources in inputs.items()]),
                "seconds": sum(run.seconds.values()),
            }
        )

    return publication
