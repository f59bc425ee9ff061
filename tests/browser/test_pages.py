"""The dashboard of the sample as a reader meets it: opened from files with the network away, by mouse and by keys."""

from __future__ import annotations

import csv
import io
import re
import shutil
import threading
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Locator

import pipelines
from pipelines.reporting.dashboard.build import build_site
from pipelines.reporting.dashboard.pages import PAGES, Page
from pipelines.reporting.printed.writing import Writing
from pipelines.settings import SYNTHETIC_MARKER
from tests.browser.driving import SIZES, Driven, Opened
from tests.profiles import LONG

STATES = {"province": "id=20", "calendar": "province=20"}
"""What pages are asked for that show little before something is chosen."""

UNTOLD_THAI = """() => [...document.querySelectorAll("main :not(svg *)")].filter(one =>
    !one.closest("[lang]:not(html)") && [...one.childNodes].some(node =>
        node.nodeType === 3 && /[\u0e01-\u0e5b]/.test(node.data))).map(one => one.outerHTML)"""

PROVINCE = "province.html#id=20&year=2566"
FIELDS = "#fields-table"
HEADLINE = """
    select field_th, level, denominator, rate, response_rate, basis from employment_rates
    where breakdown = 'province_level_field' and province_code = '20' and academic_year_be = 2566
        and definition_id = 'ovec_one_year'
    order by field_th, level
"""


@pytest.fixture(scope="session")
def public_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has the public file of the sample and nothing else."""
    home = tmp_path_factory.mktemp("public")
    current = (sample_home / "published" / "current").resolve()
    there = home / "published" / current.name
    there.mkdir(parents=True)
    for name in ("public.duckdb", "manifest.json"):
        shutil.copyfile(current / name, there / name)
    (home / "published" / "current").symlink_to(current.name)
    if (sample_home / SYNTHETIC_MARKER).exists():
        (home / SYNTHETIC_MARKER).touch()
    return home


@pytest.fixture(scope="session")
def site(public_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    folder.mkdir()
    with pipelines.connect(public_home, "public") as connection:
        build_site(connection, folder)
    return folder


@pytest.fixture
def desk(chromium: Driven) -> Iterator[Opened]:
    with chromium.opened("desktop", accept_downloads=True) as opened:
        yield opened
        assert (opened.outside, opened.errors) == ([], [])


def address(site: Path, asked: str) -> str:
    file, _, state = asked.partition("#")
    return (site / file).as_uri() + (f"#{state}" if state else "")


def rows_of(table: Locator) -> list[list[str]]:
    """What a reader sees in the body of a table."""
    found: list[list[str]] = table.locator("tbody").evaluate(
        "body => [...body.rows].map(row => [...row.cells].map(cell => cell.textContent.replaceAll('\u00a0', ' ')))"
    )
    return found


def seen(desk: Opened, table: str, *heads: str) -> list[list[str]]:
    """What a reader sees under the columns whose heads begin so; where a cell is empty, the mark of its reason."""
    found = desk.page.locator(f"{table} thead th").all_inner_texts()
    places = [next(at for at, head in enumerate(found) if head.startswith(name)) for name in heads]
    return [[row[at] for at in places] for row in rows_of(desk.page.locator(table))]


def as_percent(share: float, basis: str) -> str:
    """Half up, as the public file is read: whole where it rounds, a tenth of open counts."""
    tenths = int(Decimal(str(round(share, 12))) * 1000 + Decimal("0.5"))
    return (
        f"{tenths / 10:.1f} %"
        if basis == "counts"
        else f"{int(Decimal(str(round(share, 12))) * 100 + Decimal('0.5'))} %"
    )


def fetched(home: Path, query: str) -> list[tuple[Any, ...]]:
    with pipelines.connect(home, "public") as connection:
        found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
    return found


@pytest.mark.parametrize("size", ["phone", pytest.param("desktop", marks=LONG)])
@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=LONG if at % 2 else (), id=page.name) for at, page in enumerate(PAGES)]
)
def test_a_page_opens_from_files_in_both_languages(chromium: Driven, site: Path, page: Page, size: str) -> None:
    with chromium.opened(size) as opened:
        opened.go(address(site, f"{page.file}#{STATES.get(page.name, '')}"))
        thai = opened.page.inner_text("main")
        assert opened.faults_of_access() == []
        opened.leave()
        opened.page.click("#language")
        opened.wait()
        english = opened.page.inner_text("main")
        assert opened.page.get_attribute("html", "lang") == "en"
        assert opened.page.evaluate(UNTOLD_THAI) == [], "whoever hears the page is told what is Thai"
        assert "lang=en" in opened.page.url
        assert thai != english
        assert opened.faults_of_access() == []
        assert opened.width_of_content() <= SIZES[size][0], "nobody pushes a page to and fro"
        assert (opened.outside, opened.errors) == ([], [])


USED = sorted({part.table for page in PAGES for part in page.slices})


@pytest.mark.parametrize(
    "empty",
    [
        pytest.param([name for name in USED if not name.startswith("dim_")], id="registers alone"),
        pytest.param([name for name in USED if not name.startswith(("dim_", "employment"))], id="graduates alone"),
        *(pytest.param([name], id=f"no {name}", marks=LONG) for name in USED if not name.startswith("dim_")),
    ],
)
def test_a_page_opens_where_sources_are_still_missing(
    chromium: Driven, public_home: Path, tmp_path: Path, empty: list[str]
) -> None:
    for name in ("public.duckdb", "manifest.json"):
        shutil.copyfile(public_home / "published" / "current" / name, tmp_path / name)
    (tmp_path / "public.duckdb").chmod(0o600)
    (tmp_path / "site").mkdir()
    with duckdb.connect(tmp_path / "public.duckdb") as connection:
        for name in empty:
            connection.execute(f"delete from {name}")
        build_site(connection, tmp_path / "site")
    with chromium.opened("desktop") as opened:
        for page in PAGES:
            opened.go(address(tmp_path / "site", f"{page.file}#{STATES.get(page.name, '')}"))
            assert opened.page.inner_text("main")
        assert (opened.outside, opened.errors) == ([], [])


def test_a_web_host_serves_the_same(chromium: Driven, site: Path) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{server.server_port}/"
        with chromium.opened("desktop", host) as served, chromium.opened("desktop") as filed:
            served.go(host + PROVINCE)
            filed.go(address(site, PROVINCE))
            assert served.page.inner_text("main") == filed.page.inner_text("main")
            assert (served.outside, served.errors) == ([], [])
        server.shutdown()


def test_a_page_is_used_by_keys_alone(desk: Opened, site: Path) -> None:
    desk.go(address(site, PROVINCE))
    keys = desk.page.keyboard
    keys.press("Tab")
    assert desk.page.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    assert desk.page.evaluate("document.activeElement.id") == "main"

    desk.page.focus("#language")
    desk.leave()
    keys.press("Enter")
    desk.wait()
    assert desk.page.evaluate("document.activeElement.id") == "language", "the focus stays where it was"

    heading = desk.page.locator(f"{FIELDS} th[aria-sort]").nth(2)
    heading.locator("button").focus()
    keys.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    shown = [row[2] for row in rows_of(desk.page.locator(FIELDS)) if row[2].endswith("%")]
    assert shown == sorted(shown, key=lambda text: -float(text.split()[0]))

    behind = desk.page.locator("#outcome details")
    behind.locator("summary").focus()
    keys.press("Enter")
    behind.locator("tbody tr").first.wait_for()  # the table behind the chart
    assert desk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_a_link_shows_the_same_to_another_reader(chromium: Driven, desk: Opened, site: Path) -> None:
    desk.go(address(site, PROVINCE))
    before = desk.page.inner_text("main")
    desk.leave()
    desk.page.select_option("#choice-year", "2565")
    desk.wait()
    desk.page.fill(f"{FIELDS} input[type=search]", "ปวส")
    desk.page.locator(f"{FIELDS} thead button").first.click()
    desk.page.click("#trend summary")
    desk.page.locator("#trend tbody tr").first.wait_for()
    with chromium.opened("desktop") as other:
        other.go(desk.page.url)
        assert other.page.inner_text("main") == desk.page.inner_text("main")
        assert other.page.input_value(f"{FIELDS} input[type=search]") == "ปวส"
    desk.leave()
    desk.page.go_back()
    desk.wait()
    assert desk.page.inner_text("main") == before


def test_a_table_shows_the_cells_of_the_published_table_and_says_why_others_are_empty(
    desk: Opened, site: Path, public_home: Path
) -> None:
    desk.go(address(site, PROVINCE))
    held = fetched(public_home, HEADLINE)
    names = dict(fetched(public_home, "select level, level_label_th from dim_level"))
    shown = {(row[0], row[1]): row for row in rows_of(desk.page.locator(FIELDS))}
    assert len(shown) == len(held)
    heads = desk.page.locator(f"{FIELDS} thead th").all_inner_texts()
    wanted = ("ตัวหาร", "ติดตามได้", "อัตรา")
    places = [next(at for at, head in enumerate(heads) if head.startswith(name)) for name in wanted]
    hidden = 0
    for field, level, denominator, rate, response, basis in held:
        told = "น้อย" if rate is None else as_percent(rate, basis)
        row = shown[field, names[level]]
        assert [row[at] for at in places] == [f"{denominator:,}", as_percent(response, basis), told]
        hidden += rate is None
    assert hidden, "the sample has cells of few"
    empty = desk.page.locator(f"{FIELDS} abbr.empty")
    assert all(empty.nth(at).get_attribute("title") for at in range(empty.count()))
    assert "น้อย = " in desk.page.inner_text(f"{FIELDS} .legend"), "the mark is told in words below the table"


RATE = {"basis": "records", "numerator": 15, "denominator": 60, "reliability": "ok"}
REASONS: list[tuple[str, dict[str, Any], str, str]] = [
    # column, what differs from the rate above, the reason in the public file and in the internal one
    ("rate", {}, "sibling", "unknown"),
    ("rate", {"denominator": 25}, "sibling", "unknown"),
    ("rate", {"denominator": 20}, "few_or_sibling", "unknown"),
    ("rate", {"denominator": 15}, "few", "unknown"),
    ("rate", {"denominator": 0}, "few", "nobody"),  # rounded, it may be somebody
    ("rate", {"denominator": 0, "basis": "counts"}, "nobody", "nobody"),
    ("rate", {"basis": "counts"}, "unknown", "unknown"),
    ("rate", {"reliability": "too_few"}, "few", "few"),
    ("rate", {"numerator": None}, "hidden", "unknown"),
    ("response_rate", {}, "hidden", "unknown"),
    ("numerator", {}, "hidden", "unknown"),
    ("level", {}, "unknown", "unknown"),
]


def test_a_share_reads_on_a_page_as_on_paper(desk: Opened, site: Path) -> None:
    desk.go(address(site, "index.html"))
    desk.page.evaluate("() => { cvm.names.about.is_public = false; }")
    shares = [one / whole for whole in (7, 16, 32, 80, 400) for one in range(whole + 1)]
    on_page = desk.page.evaluate("shares => shares.map(share => cvm.percent(share).slice(0, -2))", shares)
    assert on_page == [Writing(has_arabic_digits=True).percent(share) for share in shares]


def test_an_empty_cell_has_one_reason_and_no_other_than_is_known(desk: Opened, site: Path) -> None:
    desk.go(address(site, "index.html"))
    why = "([column, row]) => cvm.why('employment_rates', column, row)"
    asked = [(column, RATE | differing) for column, differing, _, _ in REASONS]
    assert [desk.page.evaluate(why, list(one)) for one in asked] == [public for _, _, public, _ in REASONS]
    assert desk.page.evaluate("cvm.why('centre_scorecard', 'achievement', {})") == "inside"
    desk.page.evaluate("() => { cvm.names.about.is_public = false; }")
    assert [desk.page.evaluate(why, list(one)) for one in asked] == [internal for _, _, _, internal in REASONS]


COMPARED = {
    "standing": "inside",
    "own_weight": 0.1,
    "best_rank": 1,
    "worst_rank": 2,
    "ranked_colleges": 3,
    "difference": 0.1,
}


def test_a_college_is_compared_and_ranked_only_where_the_numbers_carry_it(
    desk: Opened, site: Path, public_home: Path
) -> None:
    desk.go(address(site, "centre.html#id=2565-01&year=2565"))
    why = "rows => rows.map(row => [cvm.whyUncompared(row), cvm.whyUnranked(row)])"
    asked: list[dict[str, Any]] = [{}, {"standing": None}, {"best_rank": None}]
    assert desk.page.evaluate(why, [COMPARED | one for one in asked]) == [
        [None, None], ["unranked", "unranked"], [None, "few_ranked"],
    ]  # fmt: skip
    held = dict(
        fetched(
            public_home,
            """select college_name_th, standing from network_comparison
            join dim_college using (college_code) where is_current
                and centre_id = '2565-01' and academic_year_be = 2565 and breakdown = 'cvm_network_college'""",
        )
    )
    rows = seen(desk, "#comparison-table", "สถานศึกษา", "ผลต่าง (จุดร้อยละ)", "ตำแหน่ง", "ลำดับ")
    assert {name: "บอกไม่ได้" not in told[:2] for name, *told in rows} == {
        name: held[name] is not None for name, *_ in rows
    }
    assert all(rank in {"บอกไม่ได้", "ไม่จัดลำดับ"} for *_, rank in rows), "fewer than three have a rank"
    drawn = desk.page.locator("#funnel-chart .mark-symbol.role-mark path").count()
    assert drawn == sum(standing is not None for standing in held.values())


def test_nothing_is_met_or_missed_where_nobody_has_set_a_target(desk: Opened, site: Path) -> None:
    desk.go(address(site, "centre.html#id=2564-01&fiscal=2568"))
    rows = seen(desk, "#scorecard-table", "สถานะ", "ที่มาของเป้าหมาย")
    judged = {status for status, basis in rows if basis == "ไม่มีเป้าหมาย"}
    assert {"มีผลแล้ว", "ยังไม่มีผล"} <= judged
    assert judged.isdisjoint({"บรรลุเป้าหมาย", "ต่ำกว่าแผน", "เป็นไปตามแผน"})


def test_nobody_followed_is_not_nobody_in_work(desk: Opened, site: Path, public_home: Path) -> None:
    held = fetched(
        public_home,
        """select province_name_th, rate, reliability from employment_rates join dim_province using (province_code)
        where breakdown = 'province' and academic_year_be = 2567 and definition_id = 'ovec_one_year' """,
    )
    weak = {name for name, rate, reliability in held if rate is not None and reliability == "not_followed"}
    told = {name for name, rate, _ in held if rate is not None} - weak
    assert weak
    desk.go(address(site, "index.html#year=2567"))
    shapes = desk.page.locator("#provinces-map svg.map a").evaluate_all(
        "all => all.map(one => [one.getAttribute('aria-label'), one.querySelector('path').getAttribute('class')])"
    )
    assert {label.split(":")[0] for label, kind in shapes if kind} == told
    assert {label for label, _ in shapes if "ติดตามได้น้อย" in label} == {
        f"{name}: ติดตามได้น้อยเกินไปที่จะบอก" for name in weak
    }
    names = [name for name, _ in seen(desk, "#provinces-map-table", "จังหวัด", "อัตรา")]
    assert names == sorted(names, key=lambda name: re.sub("([เแโใไ])(.)", r"\2\1", name))
    for _ in range(2):  # both ways
        desk.page.locator("#provinces-map-table thead button").nth(1).click()
        rates = seen(desk, "#provinces-map-table", "จังหวัด", "อัตรา")
        assert {name for name, rate in rates[: len(told)]} == told, "what is not carried comes after what is"


def test_a_line_joins_years_of_one_basis_alone(desk: Opened, site: Path, public_home: Path) -> None:
    held = fetched(
        public_home,
        """select level, academic_year_be, basis from employment_rates where breakdown in ('nation', 'level')
        and definition_id = 'ovec_one_year' and rate is not null and reliability not in ('not_followed', 'too_few')""",
    )
    joined = {(level, year) for level, year, basis in held if (level, year - 1, basis) in held}
    desk.go(address(site, "index.html#year=2567"))
    lines = desk.page.locator("#trend-chart .mark-line.role-mark path").evaluate_all(
        "all => all.map(one => one.getAttribute('d'))"
    )
    assert sum(line.count("L") for line in lines) == len(joined) < len(held) - len({level for level, _, _ in held})
    assert "เส้นขาดก่อนปี 2567" in desk.page.inner_text("#trend")
    assert "ไม่ได้วาด" in desk.page.inner_text("#trend")


def test_back_leads_to_what_was_chosen_before(desk: Opened, site: Path) -> None:
    desk.go(address(site, "index.html#year=2566"))
    first = desk.page.inner_text("#headline")
    desk.page.select_option("#choice-year", "2565")
    desk.page.wait_for_url("**#year=2565")
    desk.wait()
    assert desk.page.inner_text("#headline") != first
    desk.page.go_back()
    desk.page.wait_for_url("**#year=2566")
    desk.wait()
    assert desk.page.inner_text("#headline") == first


def test_a_download_holds_the_cells_of_the_published_table(desk: Opened, site: Path, public_home: Path) -> None:
    desk.go(address(site, PROVINCE))
    with desk.page.expect_download() as told:
        desk.page.click(f"{FIELDS} .download")
    path = told.value.path()
    text = path.read_bytes().decode("utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "or Excel takes the Thai for another encoding"
    rows = sorted(csv.DictReader(io.StringIO(text)), key=lambda row: (row["field_th"], row["level"]))
    held = fetched(public_home, HEADLINE)
    assert [(row["field_th"], row["level"]) for row in rows] == [(field, level) for field, level, *_ in held]
    for row, (_, _, *values, _) in zip(rows, held, strict=True):
        told_values = [row[name] for name in ("denominator", "rate", "response_rate")]
        assert [float(one) if one else None for one in told_values] == values
    ((publication_id,),) = fetched(public_home, "select max(publication_id) from publication_log")
    assert {row["publication_id"] for row in rows} == {publication_id}
    assert told.value.suggested_filename == f"cvm_province_fields-table_20_2566_ovec_one_year_{publication_id}.csv"
    told_of = {(row["province_code"], row["academic_year_be"], row["definition_id"]) for row in rows}
    assert told_of == {("20", "2566", "ovec_one_year")}, "a file says what it is of, and not its name alone"


NOT_THERE = {
    "college.html#id=0000": "0000",
    "field.html#id=constructor": "constructor",
    "centre.html#id=constructor": "constructor",
    "province.html#id=constructor": "constructor",
    "centre.html#id=2566-07&year=abc": "abc",
    "centre.html#id=2566-07&work=constructor": "constructor",
    "calendar.html#event=anything": "anything",
    "findings.html#severity=none": "none",
}


def test_a_link_to_what_is_not_there_says_so_and_shows_nothing_in_its_place(desk: Opened, site: Path) -> None:
    for asked, what in NOT_THERE.items():
        desk.go(address(site, asked))
        assert what in desk.page.inner_text("[role=alert]"), asked
        assert "NaN" not in desk.page.inner_text("main"), asked
        if "#id=" in asked and "&" not in asked:
            assert desk.page.locator(".part, .table").count() == 0, f"{asked}: nobody else's figures"


def test_who_follows_a_link_is_led_to_what_it_opens(desk: Opened, site: Path) -> None:
    for page, links in (("findings.html", "#findings-table tbody a"), ("calendar.html", "#province tbody a")):
        desk.go(address(site, page))
        link = desk.page.locator(links).nth(4)
        name = link.inner_text()
        link.focus()
        desk.leave()
        desk.page.keyboard.press("Enter")
        desk.wait()
        assert desk.page.evaluate("document.activeElement.textContent") == name
        assert desk.page.evaluate("document.activeElement.matches('[data-opened] h2')")


def test_a_phone_shows_the_columns_that_decide_and_all_when_asked(chromium: Driven, site: Path) -> None:
    table = "#comparison-table"
    with chromium.opened("phone") as phone:
        phone.go(address(site, "centre.html#id=2566-07&year=2566"))
        heads = phone.page.locator(f"{table} thead th").all_inner_texts()
        assert [head.split()[0] for head in heads] == ["สถานศึกษา", "อัตรา", "ผลต่าง", "ตำแหน่งเทียบกับความบังเอิญ"]
        phone.page.locator(f"{table} .more").last.click()
        assert phone.page.locator(f"{table} thead th").count() == 15
        assert (phone.errors, phone.faults_of_access()) == ([], [])


def test_a_filter_leaves_the_rows_with_its_words(desk: Opened, site: Path) -> None:
    desk.go(address(site, PROVINCE))
    desk.page.fill(f"{FIELDS} input[type=search]", "การบัญชี ปวช")
    assert {(row[0], row[1]) for row in rows_of(desk.page.locator(FIELDS))} == {("การบัญชี", "ปวช.")}
    assert "fields-table.q=" in desk.page.url


def test_paper_has_the_figures_and_no_controls(desk: Opened, site: Path) -> None:
    desk.go(address(site, PROVINCE))
    desk.page.emulate_media(media="print")
    for control in ("nav", "#language", ".choices", f"{FIELDS} .filter", f"{FIELDS} .download"):
        assert not desk.page.is_visible(control), control
    assert desk.page.is_visible(f"{FIELDS} tbody tr")
    assert desk.page.is_visible("h1 + .date"), "the day of the data and the publication"
    assert "ปีการศึกษา: 2566" in desk.page.inner_text(".opening .paper"), "what was chosen"
    caption = desk.page.inner_text(f"{FIELDS} caption")
    assert all(told in caption for told in ("ชลบุรี", "2566")), caption
    desk.go(address(site, "index.html#year=2566"))
    rows, found = desk.page.locator("#gaps-table tbody tr"), "#gaps-table .count"
    assert rows.count() == 15
    desk.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert f"แสดง {rows.count()} จาก {rows.count()} แถว" in desk.page.inner_text(found)
    assert rows.count() > 15
    desk.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert rows.count() == 15


def test_whoever_wants_no_motion_has_none(chromium: Driven, site: Path) -> None:
    for wish, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        with chromium.opened("desktop", reduced_motion=wish) as opened:
            opened.go(address(site, "definitions.html"))
            assert opened.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


def test_a_site_is_made_of_the_public_file_alone(site: Path, sample_home: Path) -> None:
    """The published one, made beside the internal file, is that of a home which never had this file."""

    def content(folder: Path) -> dict[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert content(site) == content(sample_home / "published" / "current" / "dashboard")
