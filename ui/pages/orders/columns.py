"""The columns of the order list: what the query gives, and how it reads in a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services import formatting
from services.i18n import N_, NN_, _, join_list
from services.messages import counted
from services.orders.kinds import KIND_LABELS
from services.orders.profit import PART_LABELS, missing_parts
from services.types import WHOLE_PPM, Flag, OrderKind, OrderStatus, Platform, RefundStatus
from ui.home import Home
from ui.pages.orders import words
from ui.pages.orders.inline import check_flag
from ui.pages.orders.spans import at_ms, countdown
from ui.table.cells import instant_format, money_format, money_total, plain_total, product_cell
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, Format, RowReader, number_cell

HIDDEN_KEYS = ("refund_status", "hold_code", "variant", "currency", "platform", "missing", "together", "sent_pieces",
               "receiver")  # fmt: skip
"""Values that other columns need, in addition to the columns' own."""


def _state(value: Any, row: RowReader) -> Cell:
    status, refund = OrderStatus(value), RefundStatus(row["refund_status"])
    word, tone = words.state_pill(status, refund, row["hold_code"] is not None, row["sent_pieces"] > 0)
    others = [words.status_word(status)] if word != words.status_word(status) else []
    if refund not in (RefundStatus.NONE, RefundStatus.REQUESTED):
        others.append(words.refund_word(refund))
    return Cell(word, extra=join_list(others), tone=tone, tip=join_list([word, *others]) if others else "")


def _buyer(home: Home) -> Format:
    """The buyer as the panel beside the list shows him."""

    def cell(value: Any, row: RowReader) -> Cell:
        return Cell(words.buyer_shown(value, row["receiver"], masked=home.is_masked())) if value else BLANK

    return cell


def _refund(value: Any, _row: RowReader) -> Cell:
    status = RefundStatus(value)
    return BLANK if status is RefundStatus.NONE else Cell(words.refund_word(status), tone=_REFUND_TONES[status])


_REFUND_TONES = {RefundStatus.REQUESTED: "red", RefundStatus.PARTIAL: "amber", RefundStatus.REFUNDED: "grey"}


def _missing_tip(row: RowReader) -> str:
    parts = missing_parts(row["missing"] or 0)
    named = join_list([_(PART_LABELS[part]) for part in parts])
    return _("Still missing: {parts}").format(parts=named) if parts else ""


def _profit(money: Format) -> Format:
    """What is missing is said; a profit that something may still be taken from is marked."""

    def cell(value: Any, row: RowReader) -> Cell:
        tip = _missing_tip(row)
        if value is None:
            return Cell("", tip=tip)
        shown = money(value, row)
        text = _("≤ {amount}").format(amount=shown.text) if tip else shown.text
        return shown._replace(text=text, tone="neg" if value < 0 else "", tip=tip)

    return cell


def _margin(value: Any, row: RowReader) -> Cell:
    tip = _missing_tip(row)
    if value is None:
        return Cell("", tip=tip)
    tone = "neg" if value < 0 else "pill.amber.dot" if value < _THIN else ""
    words = formatting.with_minus(f"{(value + 5_000) // 10_000}%")
    return Cell(words, share=max(value * 1000 // WHOLE_PPM, 0), tone=tone, tip=tip)


_THIN = 100_000  # a margin below a tenth is drawn as a warning


def _kind(value: Any, _row: RowReader) -> Cell:
    kind = OrderKind(value)
    return BLANK if kind is OrderKind.NORMAL else Cell(_(KIND_LABELS[kind]), tone="grey")


def _channel(value: Any, row: RowReader) -> Cell:
    return BLANK if not value else Cell(value, tone=words.platform_square(Platform(row["platform"])))


def _parcel(value: Any, row: RowReader) -> Cell:
    """A parcel where orders travel together or one travels in parts; the words are in the tip."""
    together = row["together"]
    if together:
        return Cell(f"+{formatting.integer(together)}", tone="accent", tip=counted(_TOGETHER, together))
    if not value or value < 2:
        return BLANK
    tip = [counted(_PARTS, value)]
    if row["sent_pieces"]:
        tip.append(counted(_SENT, row["sent_pieces"]))
    return Cell(formatting.integer(value), tone="pill.violet.dot" if row["sent_pieces"] else "", tip=join_list(tip))


_TOGETHER = NN_("Travels with {count} other order", "Travels with {count} other orders")
_PARTS = NN_("Travels in {count} parcel", "Travels in {count} parcels")
_SENT = NN_("{count} piece has left", "{count} pieces have left")


def _flag(value: Any, _row: RowReader) -> Cell:
    flag = Flag(value)
    return BLANK if flag is Flag.NONE else Cell(_(words.FLAG_NAMES[flag]), tone=words.FLAG_TONES[flag])


def _deadline(home: Home) -> Format:
    """How much time is left while the order waits, else until when it had to leave."""

    def cell(value: Any, row: RowReader) -> Cell:
        if value is None:
            return BLANK
        shown = formatting.instant_ms(value, home.zone())
        if OrderStatus(row["status"]) not in (OrderStatus.PAID, OrderStatus.UNPAID):
            return Cell(shown, tone="text3")
        words_left, tone = countdown(at_ms(value))
        return Cell(words_left, tone=tone, tip=shown)

    return cell


def _hold(value: Any, _row: RowReader) -> Cell:
    return BLANK if not value else Cell(words.hold_word(value))


def _prints(value: Any, _row: RowReader) -> Cell:
    return BLANK if not value else Cell(formatting.integer(value))


def _unlinked(value: Any, _row: RowReader) -> Cell:
    return BLANK if not value else Cell(formatting.integer(value), tone="neg")


def _amount(money: Format, key: str, header: str, width: int = 88, *, total: str = "") -> ColumnSpec:
    return ColumnSpec(
        key, header, width, "right", CellKind.MONEY, money, strong=key == "paid", hidden_by_default=key != "paid",
        total=total, total_format=money_total,
    )  # fmt: skip


def _time(instant: Format, key: str, header: str, *, shown: bool = False) -> ColumnSpec:
    return ColumnSpec(key, header, 132, kind=CellKind.DATE, format=instant, tone="text2", hidden_by_default=not shown)


def _count(key: str, header: str, width: int, **more: Any) -> ColumnSpec:
    return ColumnSpec(key, header, width, "right", CellKind.NUMBER, **{"format": number_cell, **more})


def _hidden(key: str, header: str, width: int, **more: Any) -> ColumnSpec:
    return ColumnSpec(key, header, width, hidden_by_default=True, **more)


_PROFIT_TIP = N_("What is left after goods, fees, commission, ads, freight and packing; hover to see what is missing.")


def columns(home: Home) -> tuple[ColumnSpec, ...]:
    """All columns; times are in the shop's zone: a list in several zones cannot be read from top to bottom."""
    money, instant = money_format(home.currency), instant_format(home.zone)
    return (
        ColumnSpec("external_no", N_("Order no."), 158, kind=CellKind.ID, frozen=True),
        ColumnSpec("status", N_("Status"), 122, kind=CellKind.PILL, format=_state),
        ColumnSpec("buyer", N_("Buyer"), 86, format=_buyer(home)),
        ColumnSpec("title", N_("Product"), 90, kind=CellKind.PRODUCT, format=product_cell),
        _count("pieces", N_("Pieces"), 58, total=N_("Pieces"), total_format=plain_total),
        _amount(money, "paid", N_("Paid"), 80, total=N_("Paid")),
        ColumnSpec("profit", N_("Profit"), 76, "right", CellKind.MONEY, _profit(money), tooltip=_PROFIT_TIP),
        ColumnSpec("margin", N_("Margin"), 94, "right", CellKind.MARGIN, _margin, tooltip=_PROFIT_TIP),
        ColumnSpec("parcels", N_("Parcel"), 58, kind=CellKind.PARCEL, format=_parcel),
        ColumnSpec("channel", N_("Channel"), 128, kind=CellKind.PLATFORM, format=_channel),
        _time(instant, "ordered_at", N_("Ordered"), shown=True),
        ColumnSpec("deliver_by", N_("Ship by"), 96, kind=CellKind.DATE, format=_deadline(home)),
        ColumnSpec("flag", N_("Flag"), 76, kind=CellKind.FLAG, format=_flag, editable=True, check=check_flag),
        ColumnSpec("buyer_note", N_("Buyer's note"), 150),
        ColumnSpec("seller_note", N_("Own note"), 150, editable=True),
        ColumnSpec("courier", N_("Courier"), 88, editable=True),
        ColumnSpec("tracking_no", N_("Tracking no."), 150, kind=CellKind.ID, editable=True),
        _count("pick_prints", N_("Pick lists"), 70, format=_prints),
        _count("pack_prints", N_("Packing lists"), 84, format=_prints),
        _count("unmatched", N_("Unlinked"), 72, format=_unlinked),
        _count("lines", N_("Items"), 56, hidden_by_default=True),
        _amount(money, "total", N_("Total")),
        _amount(money, "goods", N_("Goods")),
        _amount(money, "freight", N_("Freight")),
        _amount(money, "discount", N_("Discount")),
        _amount(money, "refunded", N_("Refunded"), total=N_("Refunded")),
        ColumnSpec("refund_status", N_("Refund"), 108, kind=CellKind.PILL, format=_refund, hidden_by_default=True),
        _time(instant, "paid_at", N_("Paid at")),
        _time(instant, "shipped_at", N_("Shipped at")),
        _time(instant, "completed_at", N_("Completed at")),
        ColumnSpec("hold_code", N_("Held because"), 150, format=_hold, hidden_by_default=True),
        ColumnSpec("kind", N_("Kind"), 104, kind=CellKind.PILL, format=_kind, hidden_by_default=True),
        _hidden("province", N_("Province"), 90),
        _hidden("city", N_("City"), 90),
        _hidden("currency", N_("Currency"), 74),
    )


# A number of Pinduoduo and most buyers' names are cut at the width that leaves room for the panel beside the list.
GROWING = {"external_no": 178, "buyer": 132}
"""How wide columns grow, in this order, once the product has room; pixels."""


def read_keys(specs: Sequence[ColumnSpec]) -> tuple[str, ...]:
    """What a row carries behind its id."""
    return tuple(dict.fromkeys((*(spec.key for spec in specs), *HIDDEN_KEYS)))
