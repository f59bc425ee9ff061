"""Measures and writes `build/bench/bench.json` and `bench.md`: one table, each line a ratio against a floor or peer.

Environment: `SCALE` (sample, province, national) and `YEARS` of the made-up country, `RUNS` of everything, of which the
medians count; `CVM_OFFICIAL_DATA` names OVEC's files, in whose place the repository's sample stands otherwise. Targets
in seconds and megabytes are those of a nation, and of five years of it; only where that is measured do they stand in
the table. This process imports no heavy library: what it holds would count in the memory of those it starts.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from itertools import product
from pathlib import Path

from pipelines.settings import REPOSITORY, SAMPLE_INBOX
from tests.bench.attacking import Attacking
from tests.bench.crowds import Loaders
from tests.bench.drops import PEOPLE, drop, linked
from tests.bench.growing import Growth
from tests.bench.lake import InLake
from tests.bench.matching import Matching
from tests.bench.peers import Usual
from tests.bench.printing import Printing
from tests.bench.processes import Measured, refresh
from tests.bench.refreshing import FromNothing, Years
from tests.bench.refusing import Refusing
from tests.bench.showing import Showing
from tests.bench.sources import Sources
from tests.bench.table import Target, markdown

OUT = REPOSITORY / "build" / "bench"
_LIBRARIES = (
    "duckdb",
    "polars",
    "pyarrow",
    "pandas",
    "fastexcel",
    "openpyxl",
    "great-expectations",
    "dbt-core",
    "ortools",
    "scipy",
    "typst",
)
_GIGABYTE = 1024
_GRADUATES = {"sample": 300, "province": 400, "national": 1600}
"""Of each college where growth begins."""
_FIELDS = {"sample": 1, "province": 10, "national": 101}
"""In which people are matched with needs, each as large as a nation's."""


def main() -> None:
    """Measures, prints the table, and writes it as JSON and Markdown."""
    scale, years = os.environ.get("SCALE", "province"), int(os.environ.get("YEARS", "1"))
    runs = int(os.environ.get("RUNS", "3"))
    if scale not in _GRADUATES or min(years, runs) < 1:
        raise SystemExit(f"SCALE is one of {', '.join(_GRADUATES)}; YEARS and RUNS are 1 or more")
    # what this writes into the dbt project must not meet what another run writes there
    os.environ["DBT_TARGET_PATH"] = str(Path("target") / "bench")
    OUT.mkdir(parents=True, exist_ok=True)
    # beside the drops, so that files can be linked
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        parts = _parts(scale, years, folder)
        for place, (number, part) in product(range(runs), enumerate(parts, start=1)):
            print(f"run {place + 1} of {runs}, part {number} of {len(parts)}", file=sys.stderr, flush=True)
            part.measure()
            # what is measured so far is kept: a nation takes long
            measured = parts if place else parts[:number]
            lines = [line for part in measured for line in part.lines()]
            conditions = {"scale": scale, "years": years, "runs": place + 1, **_machine()}
            document = {"conditions": conditions, "lines": [line.as_json() for line in lines]}
            (OUT / "bench.json").write_text(json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8")
            (OUT / "bench.md").write_text(markdown(lines, conditions), encoding="utf-8")
    print((OUT / "bench.md").read_text(encoding="utf-8"))


def _parts(
    scale: str, years: int, folder: Path
) -> list[FromNothing | Years | InLake | Loaders | Sources | Usual | Growth | Matching | Refusing]:
    """What is measured, in order; files are made here, and nothing of that counts."""
    is_nation = scale == "national"
    every = drop(scale, 1)
    one = linked(every, folder / "year", PEOPLE)
    several = drop(scale, years, PEOPLE) if years > 1 else one
    homes = folder / "homes"
    # the first build of a clone has dbt parse the project, and the first of a part has dbt compile it; both are kept
    refresh(Measured(), linked(SAMPLE_INBOX, folder / "some", ("colleges",)), homes / "first")
    refresh(Measured(), SAMPLE_INBOX, homes / "first")
    official = os.environ.get("CVM_OFFICIAL_DATA")
    given = Path(official).resolve() if official else SAMPLE_INBOX
    given_name = "OVEC's official files" if official else "the repository's sample"
    year_targets = (Target("seconds", 120), Target("peak_mb", 4 * _GIGABYTE)) if is_nation else ()
    year_name = f"rosters and three rounds of one year, {scale}"
    year = FromNothing(f"{year_name}: files to published", one, homes, year_targets)
    is_five = is_nation and years == 5
    years_targets = (Target("seconds", 720), Target("peak_mb", 6 * _GIGABYTE)) if is_five else ()
    whole = FromNothing(f"{years} such years from nothing", several, homes, years_targets) if years > 1 else year
    attack_name = f"{years} such year(s), {scale}"
    attack = (Target("seconds", 120 * years), Target("peak_mb", 4 * _GIGABYTE)) if is_nation else ()
    return [
        FromNothing(f"{given_name}: files to published", given, homes),
        *([year] if years > 1 else []),
        Years(
            whole,
            years,
            (Target("seconds", 10),) if is_five else (),
            Attacking(attack_name, whole.whole, attack),
            Showing(attack_name, is_nation=is_nation),
            Printing(attack_name, is_nation=is_nation),
        ),
        InLake(year_name, one, folder / "stores", is_nation=is_nation),
        Loaders(folder / "loaders"),
        Sources(
            f"all sources of one year, {scale}: read, guarded, told, loaded",
            every,
            homes / "loaded",
            (Target("seconds", 90), Target("peak_mb", 4 * _GIGABYTE)) if is_nation else (),
        ),
        Usual(folder / "usual", (year_name, year.whole)),
        Growth(_GRADUATES[scale], folder / "growth"),
        Matching(_FIELDS[scale], is_nation=is_nation),
        Refusing(folder / "attacks"),
    ]


def _machine() -> dict[str, object]:
    """What the figures depend on, and nothing that names the machine."""
    return {
        "cores": os.cpu_count(),
        "memory GB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **{library: version(library) for library in _LIBRARIES},
    }


if __name__ == "__main__":
    main()
