"""A short list is written as it stands on screen."""

from __future__ import annotations

import csv
from pathlib import Path

from openpyxl import load_workbook

from services.exporting.shown_list import write_shown_list
from services.shop import Shop

_HEADINGS, _NUMBERS = ["Account", "Rows", "Gap"], [False, True, True]
_ROWS = [["Alipay", "1,234", "-12.50"], ["=1+1", "", "12 days"]]


def test_figures_become_numbers_and_words_stay_words(shop: Shop, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    assert shop.ask(write_shown_list, out, _HEADINGS, _ROWS, _NUMBERS) == 2
    written = list(load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert written == [("Account", "Rows", "Gap"), ("Alipay", 1234, -12.5), ("=1+1", None, "12 days")]


def test_a_comma_file_holds_no_formula(shop: Shop, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    shop.ask(write_shown_list, out, _HEADINGS, _ROWS, _NUMBERS)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1] == ["Alipay", "1234", "-12.50"]
    assert not rows[2][0].startswith("=")
