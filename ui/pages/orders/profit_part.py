"""The part of the order panel that says what is left of the order, and what is not known yet."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from services import formatting
from services.catalog.margin import WHOLE
from services.i18n import _, join_list
from services.orders.one_order import OrderDetail
from services.orders.profit import PART_LABELS, Part, Profit, ProfitLine
from services.written_numbers import plain_share
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.text import Text


def profit_rows(order: OrderDetail) -> list[QWidget]:
    """Heading, a row per part, the sum, and in words what is missing; nothing for an order that has no profit."""
    profit = order.profit
    if profit is None:
        return []
    rows: list[QWidget] = [SectionTitle(_("Profit"))]
    rows += [_row(line, order.currency) for line in profit.lines]
    tone = "neg" if (profit.profit_minor or 0) < 0 else ""
    rows.append(KeyValueRow(_("What is left"), sum_words(profit, order.currency), strong=True, tone=tone or "text"))
    said = missing_words(profit, order.unknown_costs)
    if said:
        rows.append(Text(said, "caption", "pill.amber.word", wrap=True))
    return rows


def sum_words(profit: Profit, currency: str) -> str:
    """The profit and its share of the money; marked where something may still be taken from it."""
    if profit.profit_minor is None:
        return "—"
    amount = formatting.money(profit.profit_minor, currency)
    shown = _("≤ {amount}").format(amount=amount) if profit.missing else amount
    if profit.margin_ppm is None:
        return shown
    share = formatting.percent(profit.margin_ppm / WHOLE)
    return _("{amount} · {share}").format(amount=shown, share=share)


def missing_words(profit: Profit, unknown_costs: tuple[str, ...]) -> str:
    """What has to be entered before the profit is right, with the items whose cost nobody knows."""
    if not profit.missing:
        return ""
    words = _("Still missing: {parts}").format(parts=join_list([_(PART_LABELS[part]) for part in profit.missing]))
    if Part.GOODS in profit.missing and unknown_costs:
        items = join_list(list(unknown_costs))
        words += "\n" + _("Nobody knows yet what these cost: {items}").format(items=items)
    return words


def _row(line: ProfitLine, currency: str) -> KeyValueRow:
    name = _(PART_LABELS[line.part])
    if line.ppm:
        name = _("{part} {percent} %").format(part=name, percent=plain_share(line.ppm))
    return KeyValueRow(name, formatting.money(line.minor, currency))
