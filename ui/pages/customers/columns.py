"""The columns of the list of customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.i18n import N_, _
from ui.pages.customers.words import EVIDENCE_LABELS, person_name
from ui.table.cells import money_format, money_total, plain_total
from ui.table.columns import Cell, CellKind, ColumnSpec, RowReader

READ_KEYS = (
    "name", "channel", "orders", "net", "last_on", "days_away", "tags", "city", "phone_tail", "pieces", "paid",
    "refunded", "first_on", "typical_days", "r", "f", "m", "evidence", "province", "birthday", "member_since",
    "blacklist", "note", "members", "other_orders", "currency",
)  # fmt: skip


def columns(currency: Callable[[], str], masked: Callable[[], bool]) -> tuple[ColumnSpec, ...]:
    """The columns; amounts of the shop's `currency` go without its sign, names are `masked` unless asked for."""

    def name(value: Any, row: RowReader) -> Cell:
        shown = person_name(str(value or ""), masked=masked())
        return Cell(shown, extra=_("blacklist") if row["blacklist"] else "")

    def text(key: str, header: str, width: int, *, hidden: bool = True) -> ColumnSpec:
        return ColumnSpec(key, header, width, hidden_by_default=hidden, tone="text2")

    def number(key: str, header: str, width: int = 74, *, hidden: bool = True, total: bool = False) -> ColumnSpec:
        return ColumnSpec(
            key, header, width, "right", CellKind.NUMBER, hidden_by_default=hidden, total=header if total else "",
            total_format=plain_total,
        )  # fmt: skip

    def amount(key: str, header: str, *, hidden: bool = True) -> ColumnSpec:
        return ColumnSpec(
            key, header, 104, "right", CellKind.MONEY, money_format(currency), hidden_by_default=hidden, total=header,
            total_format=money_total,
        )  # fmt: skip

    return (
        ColumnSpec("name", N_("Customer"), 176, format=name, frozen=True, strong=True),
        text("channel", N_("Channel"), 120, hidden=False),
        number("orders", N_("Orders"), hidden=False, total=True),
        amount("net", N_("Net of refunds"), hidden=False),
        ColumnSpec("last_on", N_("Last order"), 104, kind=CellKind.DATE),
        number("days_away", N_("Days since"), 84, hidden=False),
        text("city", N_("City"), 92, hidden=False),
        text("tags", N_("Tags"), 110, hidden=False),
        ColumnSpec("phone_tail", N_("Phone ends in"), 96, kind=CellKind.ID, hidden_by_default=True),
        number("pieces", N_("Pieces"), total=True),
        amount("paid", N_("Paid")),
        amount("refunded", N_("Refunded")),
        ColumnSpec("first_on", N_("First order"), 104, kind=CellKind.DATE, hidden_by_default=True),
        number("typical_days", N_("Usual days between orders"), 120),
        number("r", N_("R (days)"), 72),
        number("f", N_("F (orders)"), 72),
        number("m", N_("M (money)"), 72),
        ColumnSpec("evidence", N_("Known by"), 130, format=_evidence, hidden_by_default=True),
        text("province", N_("Province"), 90),
        text("birthday", N_("Birthday"), 84),
        text("member_since", N_("Member since"), 100),
        text("blacklist", N_("On the blacklist because"), 160),
        text("note", N_("Note"), 160),
        number("members", N_("Buyers joined"), 96),
        number("other_orders", N_("Other orders"), 96),
        text("currency", N_("Currency"), 74),
    )


def _evidence(value: Any, _row: RowReader) -> Cell:
    return Cell(_(EVIDENCE_LABELS.get(str(value), str(value))))
