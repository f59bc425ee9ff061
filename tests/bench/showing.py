"""Lines of the dashboard: its site built, and its pages opened and filtered in Chromium with the network away.

Run as `python -m tests.bench.showing copy HOME` it tells the seconds in which DuckDB alone writes every table that the
pages show, as `python -m tests.bench.showing pages SITE` those of pages. This module imports no heavy library before.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.processes import CVM, Measured, module, run
from tests.bench.table import Line, Target

_FILTERED = """() => {
  const timed = (field, text) => {
    field.value = text;
    const started = performance.now();
    field.dispatchEvent(new Event('input'));
    document.body.offsetHeight;
    return performance.now() - started;
  };
  const fields = [...document.querySelectorAll('input[type=search]')];
  const best = (field, text) => Math.min(...[1, 2, 3].map(() => timed(field, text)));
  return Math.max(0, ...fields.flatMap((field) => ['ก', 'การบัญชี', ''].map((text) => best(field, text))));
}"""
"""The longest that any table of a page takes to show the rows with certain words, its layout included, in ms.

The best of three: what else the machine does is not the table's.
"""

_REDRAWN = """() => {
  const rows = [...document.querySelectorAll('tbody')].map((body) => [body, [...body.rows]]);
  return Math.max(0, ...rows.map(([body, own]) => {
    const started = performance.now();
    body.replaceChildren();
    body.append(...own);
    document.body.offsetHeight;
    return performance.now() - started;
  }));
}"""
"""The longest that the same rows take to be taken away and put back as they are, in ms."""

_READY = "performance.getEntriesByName('cvm-ready')[0].startTime"
_BLANK = "performance.timing.loadEventEnd - performance.timing.navigationStart"


class Showing:
    """The site of a home that was refreshed from nothing, and its slowest page."""

    def __init__(self, what: str, *, is_nation: bool):
        """What the home holds; the targets are those of a nation."""
        self._what, self._is_nation = what, is_nation
        self._site, self._copy, self._pages = Measured(), Measured(), Measured()
        self._seen: list[dict[str, Any]] = []

    def measure(self, home: Path) -> None:
        """Once: the site, the floor of it, and its pages."""
        site = home.parent / "site"
        run(self._site, [*CVM, "dashboard", "--home", str(home), "--out", str(site), "--json"])
        module(self._copy, "showing", "copy", home)
        self._copy.seconds[-1] = self._copy.printed
        module(self._pages, "showing", "pages", site)
        self._seen.extend([self._pages.printed] if self._pages.printed else [])
        shutil.rmtree(site)

    def lines(self) -> list[Line]:
        """The site; where there is a browser, the page that is ready last and the table that is filtered slowest."""
        site, megabytes = self._site, self._site.printed["bytes"] / 1e6
        seconds = (Target("seconds", 60), Target("written_mb", 15)) if self._is_nation else ()
        found = [
            Line(
                f"the site of {self._what}: {megabytes:.1f} MB in {self._site.printed['files']:,} files",
                site.median,
                site.median / self._copy.median,
                "DuckDB writing the tables that it shows as Parquet",
                peak_mb=site.peak_mb,
                written_mb=megabytes,
                targets=seconds,
                runs=tuple(site.seconds),
            )
        ]
        for name, told, against, limit in (
            ("ready", "the page that is ready last", "an empty page in the same browser", 1.5),
            ("filtered", "the table that is filtered slowest", "the same rows taken away and put back", 0.05),
        ):
            runs = tuple(one[name][0] for one in self._seen)
            if runs:
                found.append(
                    Line(
                        f"{told}: {self._seen[-1][name][1]}",
                        median(runs),
                        median(runs) / median(one[f"{name}_floor"] for one in self._seen),
                        against,
                        targets=(Target("seconds", limit),) if self._is_nation else (),
                        runs=runs,
                    )
                )
        return found


def copied(home: Path) -> float:
    """Seconds to write the rows of every table that a page shows, each as one file."""
    import duckdb

    from pipelines.publishing import store
    from pipelines.reporting.dashboard.names import SLICES
    from pipelines.reporting.dashboard.pages import PAGES

    path = store.current_folder(home / "published") / store.PUBLIC_FILE
    tables = sorted({part.table for part in (*SLICES, *(part for page in PAGES for part in page.slices))})
    with duckdb.connect(path, read_only=True) as connection, tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        for table in tables:
            connection.execute(f"copy {table} to '{folder}/{table}.parquet'")
        return time.perf_counter() - started


def pages(site: Path) -> dict[str, Any] | None:
    """Seconds until the slowest page is ready and its slowest table filtered, with their floors; None, no browser."""
    from pipelines.reporting.dashboard.pages import PAGES
    from tests.browser.driving import chromium_path, driven

    if chromium_path() is None:
        return None
    ready, filtered = [], []
    with driven() as chromium, tempfile.TemporaryDirectory() as folder:
        blank = Path(folder) / "blank.html"
        blank.write_text("<!doctype html><title>blank</title>", encoding="utf-8")
        with chromium.opened() as opened:
            opened.page.goto(blank.as_uri())
            floor = opened.page.evaluate(_BLANK)
        for page in PAGES:
            for state in _largest(site, page.name):
                with chromium.opened() as opened:
                    opened.go((site / page.file).as_uri() + state)
                    ready.append((opened.page.evaluate(_READY) / 1000, page.file))
                    redrawn = opened.page.evaluate(_REDRAWN)
                    filtered.append((opened.page.evaluate(_FILTERED) / 1000, page.file, redrawn / 1000))
    slowest = max(filtered)
    return {
        "ready": max(ready),
        "ready_floor": max(floor, 1) / 1000,
        "filtered": slowest[:2],
        "filtered_floor": max(slowest[2], 0.0001),
    }


def _largest(site: Path, page: str) -> list[str]:
    """The states of a page that show most: what it shows of itself, and the owner of its largest chunk."""
    from pipelines.reporting.dashboard.build import DATA
    from pipelines.reporting.dashboard.chunks import document_of
    from pipelines.reporting.dashboard.names import NAMES

    owners = document_of((site / DATA / f"{NAMES}.js").read_bytes())[1]["owners"].get(page, {})
    sizes = {owner: (site / DATA / f"{name}.js").stat().st_size for owner, name in owners.items() if owner}
    shown = {"province", "centre", "field"} & {page}
    return [f"#id={max(sizes, key=lambda owner: sizes[owner])}"] if shown and sizes else [""]


if __name__ == "__main__":
    print(json.dumps({"copy": copied, "pages": pages}[sys.argv[1]](Path(sys.argv[2]))))
