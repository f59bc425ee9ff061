"""Values about people: money, rounds, levels, months without days, identities and their pseudonyms."""

from __future__ import annotations

import hmac
import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.contracts import Column
from pipelines.errors import RunError
from pipelines.reading.amounts import money_bounds
from pipelines.reading.dates import MONTH_ONLY, plausible_range, read_date
from pipelines.reading.identity import identities, identity_code
from pipelines.reading.pseudonyms import Pseudonyms, kept_pseudonyms
from pipelines.reading.values import Parsed, cleaned, parse
from tests.made_files.readings import ARRIVAL, KEY, contracts
from tests.profiles import examples

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
FOLLOWUPS = contracts()["followups"]
INCOME, ROUND, LEVEL = (FOLLOWUPS.by_name[name] for name in ("monthly_income", "round", "level"))
PERCENT = replace(contracts()["colleges"].by_name["latitude"], parser="percent")
PLANNED = plausible_range("planned", ARRIVAL)

digits_of_either_kind = st.sampled_from([{}, THAI])
amounts = st.integers(0, 99_999_999)


def read(texts: list[str], column: Column) -> Parsed:
    frame = cleaned(pl.DataFrame({"c0": texts}, schema={"c0": pl.String}))
    return parse(frame["c0"], column, ARRIVAL)


def bounds(text: str) -> tuple[float | None, float | None]:
    low, high = money_bounds(pl.Series([text])).row(0)
    assert read([text], INCOME).unreadable.to_list() == [low is None and high is None]
    return low, high


@pytest.mark.parametrize("text", ["812345678", "812,345,678", "ต่ำกว่า 812345678", "9,000 - 1100700123456", "9000 15000"])
def test_a_number_as_long_as_a_telephone_and_two_without_a_dash_are_no_amount(text: str) -> None:
    assert bounds(text) == (None, None)


def grouped(amount: int, has_commas: bool) -> str:
    return f"{amount:,}" if has_commas else str(amount)


@examples(30)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20), st.booleans(), digits_of_either_kind)
def test_percents_come_back_and_shares_become_percents_where_all_of_them_are(
    hundredths: list[int], has_sign: bool, digits: dict[int, str]
) -> None:
    percents = [number / 100 for number in hundredths]
    form = "ร้อยละ {:.2f}" if has_sign else "{:.2f} %"
    found = read([form.format(percent).translate(digits) for percent in percents], PERCENT)
    assert found.values.to_list() == percents
    found = read([f"{percent / 100:.4f}" for percent in percents], PERCENT)
    has_fraction = any(0 < percent < 100 for percent in percents)
    assert found.values.to_list() == pytest.approx(
        percents if has_fraction else [percent / 100 for percent in percents]
    )
    mixed = read([*(f"{percent / 100:.4f}" for percent in percents), "50"], PERCENT)
    assert mixed.unreadable.to_list() == [0 < percent < 100 for percent in percents] + [False]


@examples(30)
@given(
    amounts, st.booleans(), digits_of_either_kind,
    st.sampled_from(["", " บาท", "บาท/เดือน", " บาทต่อเดือน", ".-"]), st.sampled_from(["", ".00", ".50"]),
)  # fmt: skip
def test_an_amount_is_both_its_bounds(
    amount: int, has_commas: bool, digits: dict[int, str], unit: str, satang: str
) -> None:
    text = f" {grouped(amount, has_commas)}{satang}{unit} ".translate(digits)
    assert bounds(text) == (float(f"{amount}{satang}"),) * 2


@examples(30)
@given(amounts, amounts, st.booleans(), st.sampled_from(["-", " - ", "–", " ถึง ", "~"]), digits_of_either_kind)
def test_a_band_says_its_bounds_and_one_upside_down_says_nothing(
    one: int, other: int, has_commas: bool, between: str, digits: dict[int, str]
) -> None:
    low, high = sorted((one, other))
    for text in ("{}{}{}", "ระหว่าง {}{}{} บาท", "{} บาท{}{} บาทต่อเดือน"):
        written = text.format(grouped(low, has_commas), between, grouped(high, has_commas)).translate(digits)
        assert bounds(written) == (low, high), written
    upside_down = f"{grouped(high, has_commas)}{between}{grouped(low, has_commas)}"
    assert bounds(upside_down) == ((low, high) if low == high else (None, None))


@examples(30)
@given(amounts, st.booleans(), digits_of_either_kind)
def test_an_open_band_leaves_its_other_bound_open_but_nobody_earns_less_than_nothing(
    amount: int, has_commas: bool, digits: dict[int, str]
) -> None:
    text = grouped(amount, has_commas).translate(digits)
    for least in (f"{text} ขึ้นไป", f"ตั้งแต่ {text} บาทขึ้นไป", f"มากกว่า {text}", f"{text}+", f"≥ {text}"):
        assert bounds(least) == (amount, None), least
    for most in (f"ต่ำกว่า {text}", f"ไม่เกิน {text} บาท", f"น้อยกว่า{text}", f"<{text}"):
        assert bounds(most) == (0, amount), most


@examples(30)
@given(st.lists(st.text(st.sampled_from("0123456789,.-+ <บาทถึงขึ้นไป๙x"), max_size=14), min_size=1, max_size=40))
def test_bounds_are_in_order_and_made_of_the_digits_of_their_text(texts: list[str]) -> None:
    for text, (low, high) in zip(texts, money_bounds(pl.Series(texts)).iter_rows(), strict=True):
        plain = "".join(text.split())  # blanks stand inside numbers too
        numbers = {float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", plain)}
        assert low is None or low in numbers | {0.0}, text
        assert high is None or high in numbers, text
        assert low is None or high is None or low <= high
        assert re.search(r"\d", text) or (low, high) == (None, None)


@examples(20)
@given(st.integers(0, 9), digits_of_either_kind, st.integers(10, 9999))
def test_a_round_is_one_digit_however_it_is_called(number: int, digits: dict[int, str], more: int) -> None:
    forms = ["{}", "รอบที่ {}", "รอบ {}", "ครั้งที่ {}", "รอบการติดตามที่ {}", "Round {}", "{}.0"]
    found = read([form.format(str(number).translate(digits)) for form in forms], ROUND)
    assert found.values.to_list() == [number] * len(forms)
    refused = [form.format(more) for form in forms] + [f"{number}.5", f"-{number}", f"{number}x", f"เทอม {number}"]
    assert read(refused, ROUND).unreadable.all()


LEVELS = {text: value.value for value in LEVEL.enum for text in (value.label, *value.spellings)}


@examples(40)
@given(
    st.sampled_from(sorted(LEVELS)),
    st.integers(1, 9),
    digits_of_either_kind,
)
def test_a_level_says_its_year_and_no_year_of_two_digits(spelling: str, year: int, digits: dict[int, str]) -> None:
    forms = ["{}{}", "{} {}", "{}/{}", "{} ปีที่ {}", "{} ชั้นปีที่ {}", "{}ปี {}"]
    found = read([form.format(spelling, str(year).translate(digits)) for form in forms] + [spelling], LEVEL)
    assert found.values.to_list() == [LEVELS[spelling]] * 7
    assert found.year_of_study is not None
    assert found.year_of_study.to_list() == [year] * 6 + [None]
    refused = [form.format(spelling, number) for form in forms for number in ("0", f"{year}0", f"1{year}")]
    assert read(refused, LEVEL).unreadable.all()


SHORT = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]


@examples(40)
@given(st.dates(PLANNED.first, PLANNED.last - timedelta(31)), digits_of_either_kind)
def test_a_month_without_a_day_is_its_first_or_its_last_and_no_date_where_neither_is_asked(
    day: date, digits: dict[int, str]
) -> None:
    be = day.year + 543
    name = SHORT[day.month - 1]
    forms = [
        f"{name} {be}",
        f"{name} พ.ศ. {be}",
        f"{name}{be - 2500:02}",
        f"{day.month}/{be}",
        f"{day.month:02}-{day.year}",
    ]
    last = day.replace(day=monthrange(day.year, day.month)[1])
    for form in (text.translate(digits) for text in forms):
        assert read_date(form, PLANNED, "first") == (day.replace(day=1), MONTH_ONLY), form
        assert read_date(form, PLANNED, "last") == (last, MONTH_ONLY), form
        assert read_date(form, PLANNED) == (None, None), form


@examples(30)
@given(st.text(st.sampled_from("0123456789/.- มคกพย"), max_size=9), st.sampled_from(["first", "last"]))
def test_whatever_is_read_as_a_month_lies_in_its_range(text: str, month_as: str) -> None:
    found, remark = read_date(text, PLANNED, month_as)
    assert found is None or PLANNED.first <= found <= PLANNED.last
    if found and remark == MONTH_ONLY:
        assert found.day == (1 if month_as == "first" else monthrange(found.year, found.month)[1])


def check_digit(twelve: str) -> str:
    """By another way than the reader's: the weights 13 … 2 in turn."""
    rest = sum(int(digit) * weight for digit, weight in zip(twelve, range(13, 1, -1), strict=True)) % 11
    return str({0: 1, 1: 0}.get(rest, 11 - rest))


def hmac_sha256(key: bytes, message: str) -> str:
    """As the standard library computes it."""
    return hmac.new(key, message.encode(), "sha256").hexdigest()


IDENTITY = ("student_key", "person_key", "identified_by", "national_id_state", "student_id_state", "name_key")
Known = dict[str, str | None]


def known(cells: Known, key: bytes = KEY, college: str = "1399000001") -> Known:
    frame = pl.DataFrame([cells], schema=dict.fromkeys(cells, pl.String))
    ids = [name for name in ("national_id", "student_id") if name in cells]
    frame = frame.with_columns(identity_code(pl.col(name)) for name in ids)
    found = identities(frame, pl.Series([college]), Pseudonyms(key), IDENTITY)
    return found.row(0, named=True)


thirteen = st.tuples(st.integers(1, 8), st.integers(0, 10**11 - 1)).map(lambda parts: f"{parts[0]}{parts[1]:011}")


@examples(40)
@given(thirteen, st.integers(1, 9), digits_of_either_kind)
def test_a_national_id_is_valid_with_its_own_check_digit_alone(twelve: str, off: int, digits: dict[int, str]) -> None:
    right = twelve + check_digit(twelve)
    dashed = f"{right[0]}-{right[1:5]}-{right[5:10]}-{right[10:12]}-{right[12]}"
    person = hmac_sha256(KEY, f"person\x1f{right}")[:32]
    for text in (right, dashed, dashed.replace("-", " "), f"{right}.0", f"{right[0]}.{right[1:]}E+12"):
        found = known({"national_id": text.translate(digits)})
        assert (found["national_id_state"], found["identified_by"]) == ("valid", "national_id"), text
        assert found["person_key"] == found["student_key"] == person
    wrong = known({"national_id": twelve + str((int(right[-1]) + off) % 10), "student_id": "67001"})
    assert (wrong["national_id_state"], wrong["identified_by"]) == ("wrong_check_digit", "student_id")
    rounded = known({"national_id": f"{right[0]}.{right[1:6]}E+12"})
    assert (rounded["national_id_state"], rounded["person_key"]) == (None, None)


@examples(60)
@given(st.one_of(st.text(max_size=15), st.text(st.sampled_from("0123456789G- aE.+๙"), max_size=15)), st.booleans())
def test_any_text_is_a_national_id_of_one_state_and_a_person_only_where_it_may_be(text: str, has_other: bool) -> None:
    found = known({"national_id": text, "student_id": "67001" if has_other else None})
    plain = identity_code(pl.lit(text))
    code = pl.select(plain).item()
    is_valid = bool(re.fullmatch(r"[1-8][0-9]{12}", code or "")) and check_digit(code[:12]) == code[12]
    state = found["national_id_state"]
    assert (state == "valid") == is_valid
    assert (state is None) == (code is None)
    assert state in {"valid", "wrong_check_digit", "foreign", "malformed", None}
    by = {"valid": "national_id", "foreign": "foreign_id"}.get(state or "", "student_id" if has_other else None)
    assert found["identified_by"] == by
    assert (found["person_key"] is None) == (by is None)


@examples(30)
@given(
    st.binary(min_size=1, max_size=100), st.binary(min_size=1, max_size=100), st.lists(st.text(max_size=20), max_size=8)
)
def test_a_pseudonym_is_the_hmac_of_its_kind_and_of_nothing_but_the_key(
    key: bytes, other: bytes, texts: list[str]
) -> None:
    made = Pseudonyms(key)
    column = pl.Series([*texts, None], dtype=pl.String)
    for kind in ("person", "student", "name"):
        expected = [hmac_sha256(key, f"{kind}\x1f{text}")[:32] for text in texts]
        assert made.of(kind, column).to_list() == Pseudonyms(key).of(kind, column).to_list() == [*expected, None]
        assert all(re.fullmatch("[0-9a-f]{32}", pseudonym) for pseudonym in expected)
        assert len(set(expected)) == len(set(texts))
    # a key of the hash is filled up with zeros, so two keys that differ in those alone are one
    assume(key.ljust(64, b"\0") != other.ljust(64, b"\0") and max(len(key), len(other)) <= 64)
    assert not set(made.of("person", pl.Series(["x"]))) & set(Pseudonyms(other).of("person", pl.Series(["x"])))
    assert made.fingerprint != Pseudonyms(other).fingerprint


def test_a_given_key_beats_the_file_and_a_kept_key_stays(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "pseudonym.key"
    kept = [kept_pseudonyms(path, given, None) for given in (None, None, "a", "a", "b")]
    prints = [pseudonyms.fingerprint for pseudonyms in kept]
    assert prints[0] == prints[1]
    assert prints[2] == prints[3] == Pseudonyms(b"a").fingerprint
    assert len(set(prints)) == 3
    with pytest.raises(RunError, match="backup"):
        kept_pseudonyms(path, "a", prints[0])
    path.unlink()
    with pytest.raises(RunError, match="backup"):
        kept_pseudonyms(path, None, prints[0])
    assert not path.exists()
