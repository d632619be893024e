"""Columns of an order table as a page would declare them: every kind of cell once."""

from __future__ import annotations

from typing import Any

from services.i18n import N_
from services.messages import Message, message
from ui.table.columns import Cell, CellKind, ColumnSpec, RowReader, number_cell, text_cell
from ui.table.source import Total

TONES = {
    "unpaid": "amber", "paid": "blue", "shipped": "violet", "completed": "green", "closed": "grey", "refund": "red",
}  # fmt: skip
WORDS = {
    "unpaid": "待付款", "paid": "待发货", "shipped": "已发货",
    "completed": "已完成", "closed": "已关闭", "refund": "退款中",
}  # fmt: skip
SQUARES = {"taobao": "chart.2", "douyin": "text", "pinduoduo": "pill.red.dot", "jd": "neg", "shopify": "chart.1"}


def money_text(minor: int) -> str:
    """Fen as yuan with two places."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100:,}.{abs(minor) % 100:02d}"


def money_cell(value: Any, _row: RowReader) -> Cell:
    return Cell("") if value is None else Cell(money_text(value), edit=money_text(value).replace(",", ""))


def profit_cell(value: Any, _row: RowReader) -> Cell:
    return Cell(money_text(value), tone="pos" if value > 0 else "neg")


def status_cell(value: Any, _row: RowReader) -> Cell:
    return Cell(WORDS[value], tone=TONES[value])


def product_cell(value: Any, row: RowReader) -> Cell:
    return Cell(value, extra=row["variant"])


def margin_cell(value: Any, _row: RowReader) -> Cell:
    return Cell(f"{value / 10:.1f}%", share=value, tone="chart.2" if value < 250 else "")


def platform_cell(value: Any, _row: RowReader) -> Cell:
    return Cell(value.title(), tone=SQUARES[value])


def flag_cell(value: Any, _row: RowReader) -> Cell:
    return Cell("") if value == "none" else Cell(value, tone=f"pill.{value}.dot")


def whole_number(text: str) -> Message | None:
    return None if text.strip().isdigit() else message(N_("A whole number is needed"))


def total_money(total: Total) -> str:
    return " + ".join(f"{'¥' if currency == 'CNY' else '$'}{money_text(minor)}" for currency, minor in total)


def order_columns() -> tuple[ColumnSpec, ...]:
    """Twenty columns, the first one frozen, one hidden."""
    kind = CellKind
    return (
        ColumnSpec("number", N_("Order no."), 160, kind=kind.ID, frozen=True),
        ColumnSpec("status", N_("Status"), 84, kind=kind.PILL, format=status_cell),
        ColumnSpec("buyer", N_("Buyer"), 76, editable=True),
        ColumnSpec("product", N_("Product"), 190, kind=kind.PRODUCT, format=product_cell),
        ColumnSpec(
            "quantity",
            N_("Pieces"),
            60,
            "right",
            kind.NUMBER,
            number_cell,
            editable=True,
            check=whole_number,
            total=N_("Pieces"),
        ),
        ColumnSpec(
            "paid",
            N_("Paid"),
            90,
            "right",
            kind.MONEY,
            money_cell,
            strong=True,
            total=N_("Paid"),
            total_format=total_money,
        ),
        ColumnSpec(
            "profit", N_("Profit"), 74, "right", kind.MONEY, profit_cell, total=N_("Profit"), total_format=total_money
        ),
        ColumnSpec("margin", N_("Margin"), 100, kind=kind.MARGIN, format=margin_cell),
        ColumnSpec("platform", N_("Platform"), 100, kind=kind.PLATFORM, format=platform_cell),
        ColumnSpec("flag", N_("Flag"), 80, kind=kind.FLAG, format=flag_cell),
        ColumnSpec("urgent", N_("Urgent"), 60, "center"),
        ColumnSpec("note", N_("Note"), 120, editable=True),
        ColumnSpec("paid_at", N_("Paid at"), 130, kind=kind.DATE, format=text_cell),
        ColumnSpec("province", N_("Province"), 80),
        ColumnSpec("phone", N_("Phone"), 110),
        ColumnSpec("postage", N_("Postage"), 80, "right", kind.MONEY, money_cell),
        ColumnSpec("discount", N_("Discount"), 80, "right", kind.MONEY, money_cell),
        ColumnSpec("weight", N_("Weight"), 80, "right", kind.NUMBER, number_cell),
        ColumnSpec("sku", N_("SKU"), 100, kind=kind.ID),
        ColumnSpec("variant", N_("Variant"), 100, hidden_by_default=True),
    )
