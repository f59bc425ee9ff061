"""The dbt project as assets: every seed and model with its tests as checks, built in one invocation of dbt.

dbt's folders name the layers. Whatever selection of models a person makes, all are built: a published table never
mixes runs, and Dagster would not publish downstream of an asset that this run has not made. The selection decides what
Dagster records. What dbt computes stands in `dbt_project`.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets

from pipelines.assets import LAYERS, OWNERS, RAW, RETRIES
from pipelines.assets.home import Home
from pipelines.assets.shown import told
from pipelines.building.results import BuildFailed, NodeResult
from pipelines.running import stages
from pipelines.settings import Settings
from pipelines.storing.databases import build_database, mart_database, opened

_UNIQUE_ID = "dagster_dbt/unique_id"


class Translator(DagsterDbtTranslator):
    """dbt's names and words in Dagster: `<layer>/<model>`, groups by layer, descriptions as the models give them."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`<layer>/<model>`, and `raw/<table>` for what dbt reads."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return dg.AssetKey([_layer(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The folder below `models` or `seeds`."""
        return RAW if dbt_resource_props["resource_type"] == "source" else _layer(dbt_resource_props)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The model's own words, Thai then English, without its SQL."""
        return str(dbt_resource_props["description"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:  # noqa: ARG002 - Dagster's name
        """Those of the whole graph."""
        return OWNERS

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetCheckSpec | None:
        """A test that no one table owns is a check of the last table it reads (in the order of the layers)."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        test = manifest["nodes"][unique_id]
        parents = test["depends_on"]["nodes"]
        if spec or test.get("attached_node") or len(parents) < 2:
            return spec
        last = max(parents, key=lambda parent: (LAYERS.index(_layer(manifest["nodes"][parent])), parent))
        if asset_spec.metadata[_UNIQUE_ID] != last:
            return None
        return dg.AssetCheckSpec(
            test["name"],
            asset=asset_spec.key,
            additional_deps=[
                self.get_asset_key(manifest["nodes"][parent]) for parent in sorted(parents) if parent != last
            ],
            metadata={_UNIQUE_ID: unique_id},
            blocking=True,
        )


def dbt_models(manifest: Path) -> dg.AssetsDefinition:
    """Seeds, models and tests of the parsed project."""

    @dbt_assets(manifest=manifest, name="dbt_build", dagster_dbt_translator=Translator(), retry_policy=RETRIES)
    def build(context: dg.AssetExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
        finished: tuple[NodeResult, ...] = ()
        try:
            with told():
                try:
                    built = stages.build(run := home.run(), is_full=True)
                except BuildFailed as failure:
                    finished = failure.nodes
                    raise
        except dg.Failure:
            yield from _events(context, finished, {})
            raise
        for warning in built.warnings:
            context.log.warning(warning)
        yield from _events(context, built.nodes, _row_counts(run.settings))

    return build


def _layer(props: Mapping[str, Any]) -> str:
    return str(props["fqn"][1])


def _events(
    context: dg.AssetExecutionContext, nodes: Iterable[NodeResult], rows: Mapping[str, int]
) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
    """What dbt did with each node, as far as it was asked for; nodes that dbt did not come to leave no event."""
    specs = {spec.metadata[_UNIQUE_ID]: spec for spec in context.assets_def.specs}
    checks = {spec.metadata[_UNIQUE_ID]: spec.key for spec in context.assets_def.check_specs}
    for node in nodes:
        spec, check = specs.get(node.unique_id), checks.get(node.unique_id)
        if check and check in context.selected_asset_check_keys and node.status in ("pass", "warn", "fail", "error"):
            yield dg.AssetCheckResult(
                asset_key=check.asset_key,
                check_name=check.name,
                passed=node.status == "pass",
                severity=dg.AssetCheckSeverity.WARN if node.status == "warn" else dg.AssetCheckSeverity.ERROR,
                metadata={"rows_failed": node.failures, "seconds": node.seconds},
            )
        elif spec and spec.key in context.selected_asset_keys and node.status == "success":
            counted = rows.get(str(spec.metadata["dagster/table_name"]))
            yield dg.MaterializeResult(
                asset_key=spec.key,
                metadata={"seconds": node.seconds} | ({} if counted is None else {"dagster/row_count": counted}),
            )


def _row_counts(settings: Settings) -> dict[str, int]:
    """Rows of every table that dbt has made, by `<database>.<schema>.<table>`; views are not counted."""
    counts: dict[str, int] = {}
    for name, database in (("build", build_database(settings)), ("mart", mart_database(settings))):
        with opened(database) as connection:
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() "
                "where database_name = current_database() and not internal"
            )
            for schema, table in tables.fetchall():
                found = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone()
                counts[f"{name}.{schema}.{table}"] = found[0] if found else 0
    return counts
