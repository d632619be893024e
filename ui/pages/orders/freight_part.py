"""The part of the order panel that says what sending it should cost, and who would do it cheapest."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from services import formatting
from services.i18n import _, join_list
from services.orders.one_order import OrderDetail
from services.types import OrderStatus
from ui.widgets.card import KeyValueRow
from ui.widgets.text import Text


def freight_rows(order: OrderDetail) -> list[QWidget]:
    """The expected freight, a cheaper courier while the order is here, and what is missing to tell either."""
    note = order.freight
    if note is None:
        return []
    rows: list[QWidget] = []
    if note.expected is not None:
        rows.append(KeyValueRow(_("Freight by the rules"), offer_words(note.expected, note.currency)))
    is_here = order.status in (OrderStatus.UNPAID, OrderStatus.PAID)
    if is_here and note.cheapest is not None and note.cheapest != note.expected:
        rows.append(KeyValueRow(_("Cheapest courier"), offer_words(note.cheapest, note.currency)))
    if is_here and note.missing and note.expected is None:
        why = join_list([str(one) for one in note.missing])
        rows.append(Text(_("Freight not known: {why}").format(why=why), "caption", "text3", wrap=True))
    return rows


def offer_words(offer: tuple[str, int], currency: str) -> str:
    """An amount and the courier who takes it."""
    courier, minor = offer
    return f"{formatting.money(minor, currency)} \u00b7 {courier}"
