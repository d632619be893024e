"""Courier bills: every charge counts once, whichever months overlap; rounded amounts and the year are told."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import Connection, select

from models.couriers import CourierCharge
from services.couriers.queries import CHARGES
from services.integrity import check
from services.kernel.table_query import TableRequest
from services.shop import Shop
from tests.services.importing.applying import apply, outcome, sample, table

_STO = sample("sto.bill", "sample.xlsx")
_SF = sample("sf.bill", "sample.xlsx")
_JT_HEAD = (
    "运单编号",
    "寄件时间",
    "合计金额",
    "收入",
    "税费",
    "预充金额",
    "客户名称",
    "收件省份",
    "收件城市",
    "目的地",
    "内部计费重量",
)


def _rows(connection: Connection) -> list[CourierCharge]:
    columns = CourierCharge.table().c
    return list(connection.execute(select(CourierCharge.table()).order_by(columns.id)))  # type: ignore[arg-type]


def _jt(number: str, amount: str, day: str = "2026-06-04 20:10:00") -> tuple[str, ...]:
    return (number, day, amount, amount, "0", "0", "小店", "河南省", "郑州市", "郑州", "0.7")


def test_a_bill_is_kept_row_by_row_with_weight_and_day(shop: Shop) -> None:
    assert outcome(apply(shop, _STO)) == (3, 0, 0, 0)
    first, second, third = shop.ask(_rows)
    assert (first.courier, first.waybill, first.weight_g, first.amount_minor) == (
        "申通快递",
        "773300000000101",
        500,
        320,
    )
    assert str(first.charged_on) == "2026-06-01"
    assert (first.freight_minor, first.surcharge_minor) == (260, 60)
    assert second.amount_minor == 412  # 4.12345678, rounded
    assert third.amount_minor == -250
    assert shop.ask(check) == ()


def test_months_that_overlap_never_count_a_charge_twice(shop: Shop, tmp_path: Path) -> None:
    june = table(tmp_path / "june.csv", _JT_HEAD, _jt("JT01", "3.00"), _jt("JT02", "3.00"), _jt("JT02", "3.00"))
    both = table(
        tmp_path / "both.csv", _JT_HEAD, _jt("JT02", "3.00"), _jt("JT02", "3.00"), _jt("JT01", "3.00"), _jt("JT03", "9")
    )
    assert outcome(apply(shop, june)) == (3, 0, 0, 0)
    assert outcome(apply(shop, both)) == (1, 0, 3, 0)
    charged = [(row.waybill, row.amount_minor) for row in shop.ask(_rows)]
    assert sorted(charged) == [("JT01", 300), ("JT02", 300), ("JT02", 300), ("JT03", 900)]


def test_one_waybill_may_have_freight_and_services(shop: Shop) -> None:
    apply(shop, _SF)
    assert [(row.waybill, row.kind_text, row.amount_minor) for row in shop.ask(_rows)] == [
        ("SF1000000000031", "运费", 1_440),
        ("SF1000000000031", "保价", 200),
        ("SF1000000000032", "运费", 2_400),
    ]


def test_a_bill_of_days_without_year_takes_the_year_above_its_table(shop: Shop) -> None:
    result = apply(shop, _SF)
    assert [str(row.charged_on) for row in shop.ask(_rows)] == ["2026-06-01", "2026-06-01", "2026-06-30"]
    assert [(one.code, one.count) for one in result.plan.files[0].warnings] == [("totals_agree", 1)]


def test_a_total_that_is_not_what_the_rows_add_up_to_is_told_with_both_figures(shop: Shop, tmp_path: Path) -> None:
    book = load_workbook(_SF)
    sheet = book.worksheets[0]
    (total,) = (row for row in sheet.iter_rows() if row[0].value == "合计")
    total[10].value = 41.4
    book.save(tmp_path / "sf.xlsx")
    (warning,) = apply(shop, tmp_path / "sf.xlsx").plan.files[0].warnings
    assert (warning.code, str(warning.message)) == (
        "totals_differ",
        "“应付金额” adds up to 40.40, but the file's last line says 41.40.",
    )


def test_charges_can_be_searched(shop: Shop) -> None:
    apply(shop, _STO)
    snapshot = shop.table(CHARGES, TableRequest(search="广州"), ("waybill", "amount"))
    try:
        assert [row[1:] for row in snapshot.first.result()] == [("773300000000102", 412)]
    finally:
        snapshot.close()
