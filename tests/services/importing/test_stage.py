"""From rows to typed records and problems: nothing guessed, nothing lost, no order in halves."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.services.importing.making import (
    TAOBAO,
    csv_file,
    meta,
    order_row,
    problems,
    read_into,
    records,
    rows_of,
    warned,
)

SHOP = [
    "Name",
    "Financial Status",
    "Fulfillment Status",
    "Currency",
    "Total",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
]


def _orders(tmp_path: Path, *rows: list[str], **options: object) -> Path:
    scratch = tmp_path / "scratch.db"
    read_into(csv_file(tmp_path / "orders.csv", [TAOBAO, *rows], "gb18030"), scratch, **options)
    return scratch


def _shop(tmp_path: Path, *rows: list[str]) -> Path:
    scratch = tmp_path / "scratch.db"
    read_into(csv_file(tmp_path / "shop.csv", [SHOP, *rows]), scratch)
    return scratch


def test_a_bad_row_never_blocks_the_good_ones(tmp_path: Path) -> None:
    scratch = _orders(tmp_path, order_row("1"), order_row("2", 总金额="99元×2"), order_row("3"))
    assert list(records(scratch)) == ["1", "3"]
    assert problems(scratch) == [(3, "总金额", "not_money", 1)]
    assert rows_of(scratch, "SELECT value, key FROM problem") == [("99元×2", "2")]
    assert meta(scratch)["rows"] == 3


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("总金额", "many", "not_money"),
        ("订单创建时间", "yesterday", "not_date"),
        ("订单状态", "火星中转", "unknown_status"),
        ("订单编号", "1.23E+17", "id_as_float"),
        ("订单编号", "", "missing_value"),
    ],
)
def test_a_cell_that_cannot_be_read_holds_its_row_back_with_the_reason(
    tmp_path: Path, column: str, text: str, code: str
) -> None:
    scratch = _orders(tmp_path, order_row("1", **{column: text}))
    assert problems(scratch) == [(2, column, code, 1)]
    assert records(scratch) == {}
    ((row, cells),) = rows_of(scratch, "SELECT row, cells FROM raw")
    assert row == 2
    assert dict(zip(TAOBAO, json.loads(cells), strict=True))[column] == text


def test_a_damaged_tracking_number_is_a_warning_and_left_out(tmp_path: Path) -> None:
    scratch = _orders(tmp_path, order_row("1", 物流单号="2.78E+11"))
    assert problems(scratch) == [(2, "物流单号", "id_as_float", 0)]
    assert "tracking_no" not in records(scratch)["1"]
    assert rows_of(scratch, "SELECT * FROM raw") == []


def test_a_number_cell_with_too_many_digits_is_refused_as_an_id(tmp_path: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.worksheets[0].append(TAOBAO)
    workbook.worksheets[0].append([6917926768823643751, *order_row("")[1:]])
    workbook.worksheets[0].append([123456789012345, *order_row("")[1:]])
    workbook.worksheets[0].append(["6917926768823643751", *order_row("")[1:]])
    workbook.save(tmp_path / "orders.xlsx")
    read_into(tmp_path / "orders.xlsx", tmp_path / "scratch.db")
    assert problems(tmp_path / "scratch.db") == [(2, "订单编号", "id_as_number", 1)]
    assert list(records(tmp_path / "scratch.db")) == ["123456789012345", "6917926768823643751"]


def test_rows_of_one_order_wait_together(tmp_path: Path) -> None:
    scratch = _shop(
        tmp_path,
        ["#1", "paid", "unfulfilled", "USD", "30.00", "1", "Cup", "10.00"],
        ["#1", "", "", "", "", "two", "Pot", "20.00"],
        ["#2", "paid", "unfulfilled", "USD", "5.00", "1", "Lid", "5.00"],
    )
    assert problems(scratch) == [(2, "", "waits_with_row", 1), (3, "Lineitem quantity", "not_number", 1)]
    assert list(records(scratch)) == ["#2"]
    assert rows_of(scratch, "SELECT key FROM line") == [("#2",)]
    assert rows_of(scratch, "SELECT row FROM raw") == [(2,), (3,)]
    (stored,) = rows_of(scratch, "SELECT message FROM problem WHERE code = 'waits_with_row'")
    assert json.loads(stored[0])["v"] == {"row": 3}


def test_order_values_come_from_the_first_row_that_has_them_and_are_never_summed(tmp_path: Path) -> None:
    scratch = _shop(
        tmp_path,
        ["#1", "", "", "USD", "", "1", "Cup", "10.00"],
        ["#1", "paid", "unfulfilled", "", "30.00", "1", "Pot", "20.00"],
        ["#1", "", "", "", "30.00", "1", "Lid", "0.00"],
        ["#1", "", "", "", "31.00", "1", "Tea", "0.00"],
    )
    assert records(scratch)["#1"]["total"] == 3000
    assert records(scratch)["#1"]["status"] == "paid"
    assert problems(scratch) == [(5, "Total", "order_values_differ", 0)]
    assert rows_of(scratch, "SELECT key, position, row FROM line") == [("#1", n, n + 1) for n in (1, 2, 3, 4)]


def test_amounts_follow_the_currency_of_their_order(tmp_path: Path) -> None:
    scratch = _shop(
        tmp_path,
        ["#1", "paid", "fulfilled", "JPY", "1500", "1", "Cup", "1000"],
        ["#1", "", "", "", "", "1", "Pot", "500"],
        ["#2", "paid", "fulfilled", "KWD", "1.250", "1", "Cup", "1.250"],
        ["#3", "paid", "fulfilled", "money", "1.25", "1", "Cup", "1.25"],
    )
    assert [data["total"] for data in records(scratch).values()] == [1500, 1250]
    assert [json.loads(data)["price"] for (data,) in rows_of(scratch, "SELECT data FROM line")] == [1000, 500, 1250]
    assert problems(scratch) == [(5, "Currency", "unknown_currency", 1)]


def test_a_line_without_a_quantity_is_held_back(tmp_path: Path) -> None:
    scratch = _shop(tmp_path, ["#1", "paid", "fulfilled", "USD", "1.00", "", "Cup", "1.00"])
    assert problems(scratch) == [(2, "Lineitem quantity", "missing_value", 1)]


def test_blank_rows_repeated_headers_and_duplicates_are_counted(tmp_path: Path) -> None:
    scratch = _orders(
        tmp_path, order_row("1"), [""] * 9, TAOBAO, order_row("2"), order_row("1"), [" ", "\t", *[""] * 7], [""] * 9
    )
    facts = meta(scratch)
    assert (facts["rows"], facts["blank_rows"], facts["repeated_headers"], facts["duplicate_rows"]) == (3, 3, 1, 1)
    assert list(records(scratch)) == ["1", "2"]
    assert [code for code, _count in warned(scratch)] == ["duplicate_rows"]


def test_a_footer_ends_the_table_and_is_counted(tmp_path: Path) -> None:
    head = ["订单号", "快递公司", "快递单号"]
    read_into(
        csv_file(tmp_path / "t.csv", [head, ["1", "申通", "77"], ["合计", "1", ""], ["制表", "x", ""]]),
        tmp_path / "s.db",
    )
    facts = meta(tmp_path / "s.db")
    assert (facts["rows"], facts["footer_rows"]) == (1, 2)


def test_a_row_with_more_cells_than_the_header_is_not_trusted(tmp_path: Path) -> None:
    scratch = _orders(tmp_path, [*order_row("1"), "spilled"], [*order_row("2"), "", " "])
    assert problems(scratch) == [(2, "", "too_many_cells", 1)]
    assert list(records(scratch)) == ["2"]


def test_columns_the_format_does_not_read_are_kept_as_text(tmp_path: Path) -> None:
    rows = [[*TAOBAO, "赠品", "赠品", ""], [*order_row("1"), "贴纸", "卡片", "x"], [*order_row("2"), "", "-", ""]]
    read_into(csv_file(tmp_path / "orders.csv", rows), tmp_path / "s.db")
    found = records(tmp_path / "s.db")
    assert found["1"]["extra"] == {"赠品": "贴纸", "赠品 (2)": "卡片", "[L]": "x"}
    assert "extra" not in found["2"]
    assert [code for code, _count in warned(tmp_path / "s.db")] == ["duplicate_headers"]


def test_ids_cut_by_a_spreadsheet_are_imported_and_counted(tmp_path: Path) -> None:
    rows = [order_row(f"2140730062701{n:02d}00 ") for n in range(9)] + [order_row("21407300627014901")]
    scratch = _orders(tmp_path, *rows)
    assert len(records(scratch)) == 10
    assert warned(scratch) == [("ids_truncated", 9)]


def test_ids_that_end_in_zeros_now_and_then_are_not_suspected(tmp_path: Path) -> None:
    scratch = _orders(tmp_path, *(order_row(f"214073006270149{n:02d}") for n in range(0, 60, 7)))
    assert warned(scratch) == []


def test_fix_and_retry_reads_only_the_rows_asked_for_with_the_new_text(tmp_path: Path) -> None:
    rows = [order_row("1"), order_row("2", 总金额="99元×2"), order_row("3", 总金额="x")]
    scratch = _orders(tmp_path, *rows, only_rows=frozenset({3}), patches={(3, "总金额"): "198"})
    assert {key: data["total"] for key, data in records(scratch).items()} == {"2": 19800}
    assert problems(scratch) == []
    assert (meta(scratch)["rows"], meta(scratch)["left_out_rows"]) == (1, 2)


TAUGHT = """\
id = "mine.orders"
title = { zh_CN = "我的", en = "Mine" }
kind = "orders"
platform = "other"
currency = "EUR"

[layout]
explanation_rows = 1
decimal = ","

[detect]
signature = ["Nummer", "Betrag"]

[fields]
external_no = "Nummer"
total = "Betrag"
courier = { from = "Versand", map = { "D" = "DHL" } }
status = { from = "Stand", default = "paid", map = { "fertig" = "completed" } }
"""


def test_a_taught_format_with_explanation_row_decimal_comma_default_and_text_map(tmp_path: Path) -> None:
    (tmp_path / "mine.orders.toml").write_text(TAUGHT, encoding="utf-8")
    rows = [
        ["Nummer", "Betrag", "Versand", "Stand"],
        ["(id)", "(EUR)", "", ""],
        ["1", "1.234,50", "D", "fertig"],
        ["2", "5,00", "Post", ""],
    ]
    read_into(csv_file(tmp_path / "a.csv", rows, delimiter=";"), tmp_path / "s.db", user_formats=tmp_path)
    found = records(tmp_path / "s.db")
    assert found["1"] == {"external_no": "1", "total": 123450, "courier": "DHL", "status": "completed"}
    assert found["2"] == {"external_no": "2", "total": 500, "courier": "Post", "status": "paid"}
    assert problems(tmp_path / "s.db") == [(4, "Versand", "unknown_status", 0)]
    assert meta(tmp_path / "s.db")["explanation_rows"] == 1


def test_a_file_in_no_known_format_leaves_only_samples(tmp_path: Path) -> None:
    result = read_into(csv_file(tmp_path / "x.csv", [["Date", "Sum"], ["2026-01-01", "1"]]), tmp_path / "s.db")
    assert result.staged is None
    assert result.tables[0].headers == ("Date", "Sum")
    assert result.tables[0].samples == (("2026-01-01", "1"),)
    assert meta(tmp_path / "s.db")["samples"] == [[["2026-01-01", "1"]]]
    assert rows_of(tmp_path / "s.db", "SELECT * FROM record") == []


@pytest.mark.exhaustive
def test_twenty_thousand_rows_are_staged_in_seconds(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "orders.csv", [TAOBAO, *(order_row(f"A{n}") for n in range(20_000))])
    begun = time.process_time()
    read_into(path, tmp_path / "s.db")
    assert time.process_time() - begun < 20
    assert meta(tmp_path / "s.db")["rows"] == 20_000
