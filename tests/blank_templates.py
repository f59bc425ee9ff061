"""Blank templates of all sources, and what is written in them."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from xml.etree import ElementTree

import fastexcel
import polars as pl
import pytest

from pipelines.contracts import Contract
from pipelines.templates.workbook import LISTS, template
from tests.filled_templates import DATA_SHEET, letter
from tests.made_files.readings import contracts

CONTRACTS = list(contracts().values())
NAMES = [contract.source for contract in CONTRACTS]
each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=NAMES)


@cache
def blank(contract: Contract) -> bytes:
    return template(contract)


def xml(content: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part).decode()


def validations(contract: Contract) -> dict[str, dict[str, str]]:
    """Letter of the column → what its data validation says."""
    root = ElementTree.fromstring(xml(blank(contract), DATA_SHEET))
    space = {"x": root.tag[1:].split("}")[0]}
    found = {}
    for one in root.iterfind(".//x:dataValidation", space):
        formula = one.find("x:formula1", space)
        first, last = one.attrib["sqref"].split(":")
        found[re.sub(r"\d", "", first)] = {**one.attrib, "formula": (formula.text or "") if formula is not None else "",
                                           "first": first, "last": last}  # fmt: skip
    return found


def names(contract: Contract) -> dict[str, str]:
    return dict(re.findall(r'<definedName name="(list_\w+)">([^<]+)<', xml(blank(contract), "xl/workbook.xml")))


def list_items(contract: Contract, name: str) -> list[str]:
    """What the list of that name shows, from the hidden sheet itself."""
    found = re.fullmatch(rf"'?{LISTS}'?!\$([A-Z]+)\$1:\$([A-Z]+)\$(\d+)", names(contract)[name])
    assert found
    assert found[1] == found[2]
    sheet = pl.DataFrame(fastexcel.read_excel(blank(contract)).load_sheet(LISTS, header_row=None, dtypes="string"))
    place = next(place for place in range(sheet.width) if letter(place) == found[1])
    return sheet.to_series(place).head(int(found[3])).to_list()
