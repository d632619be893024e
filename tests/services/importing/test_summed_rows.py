"""Orders of several rows: amounts of the row are added up, the status is that of what is still open."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.importing.formats import load_formats
from tests.services.importing.making import csv_file, problems, read_into, records

FORMAT = """\
id = "mine.rows"
title = { zh_CN = "我的", en = "Mine" }
kind = "orders"
platform = "other"

[layout]
rows = "line"

[detect]
signature = ["No", "Item", "Sum"]

[fields]
external_no = "No"
status = { from = "State", map = { open = "paid", sent = "shipped", gone = "closed" } }
total = { from = "Sum", sum = true }
line.title = "Item"
line.quantity = "Pieces"
"""


def _orders(tmp_path: Path, *rows: list[str]) -> dict[str, dict[str, object]]:
    formats = tmp_path / "formats"
    formats.mkdir()
    (formats / "mine.toml").write_text(FORMAT, encoding="utf-8")
    path = csv_file(tmp_path / "rows.csv", [["No", "Item", "Pieces", "Sum", "State"], *rows])
    read_into(path, tmp_path / "scratch.db", user_formats=formats)
    assert problems(tmp_path / "scratch.db") == []
    return records(tmp_path / "scratch.db")


def test_the_amounts_of_an_orders_rows_are_added_up(tmp_path: Path) -> None:
    found = _orders(tmp_path, ["A", "Cup", "1", "1.50", "open"], ["A", "Mug", "2", "3.00", "open"])
    assert found["A"]["total"] == 450


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [("gone", "open", "paid"), ("sent", "open", "paid"), ("open", "gone", "paid"), ("gone", "gone", "closed")],
)
def test_an_order_is_as_far_as_its_least_advanced_open_row(tmp_path: Path, one: str, other: str, status: str) -> None:
    found = _orders(tmp_path, ["A", "Cup", "1", "1.50", one], ["A", "Mug", "2", "3.00", other])
    assert found["A"]["status"] == status


def test_only_amounts_of_the_order_can_be_added_up(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(FORMAT.replace('"Pieces"', '{ from = "Pieces", sum = true }'), encoding="utf-8")
    (problem,) = load_formats(tmp_path).problems
    assert "sum is for amounts" in str(problem.params["reason"])
