"""The part of the order panel that says what is left of the order, and what is not known yet."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from services import formatting
from services.i18n import _, join_list
from services.orders.one_order import OrderDetail
from services.orders.profit import PART_LABELS, Part, Profit, ProfitLine
from services.written_numbers import plain_share
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.stacked_bar import Share, StackedBar
from ui.widgets.text import Text

_ROLES = {
    Part.GOODS: "chart.5",
    Part.FEE: "chart.2",
    Part.COMMISSION: "chart.2",
    Part.ADS: "chart.4",
    Part.FREIGHT: "chart.3",
    Part.PACKING: "chart.3",
    Part.AFTER_SALES: "neg",
}
"""The colours of what an order costs: what one bill brings has one colour, as where a price is worked out."""


def profit_rows(order: OrderDetail) -> list[QWidget]:
    """Heading, where the money goes and what is left, in words what is missing; nothing for an order without profit."""
    profit = order.profit
    if profit is None:
        return []
    if profit.profit_minor is None:
        rows = [SectionTitle(_("Profit")), *(_row(line, order.currency) for line in profit.lines)]
        rows.append(KeyValueRow(_("What is left"), "—", strong=True))
    else:
        rows = _taken_apart(profit, profit.profit_minor, order)
    said = missing_words(profit, order.unknown_costs)
    if said:
        rows.append(Text(said, "caption", "pill.amber.word", wrap=True))
    return rows


def _taken_apart(profit: Profit, left: int, order: OrderDetail) -> list[QWidget]:
    """Of a known profit: its share, what came in unless that is just what was paid, and a bar of where it goes."""
    tone = "neg" if left < 0 else "pos"
    rows: list[QWidget] = [SectionTitle(_("Where the money goes"), _share_words(profit), remark_tone=tone)]
    came_in = [line for line in profit.lines if line.part not in _ROLES]
    if [line.minor for line in came_in] != [order.paid_minor]:
        rows += [_row(line, order.currency) for line in came_in]
    costs = [line for line in profit.lines if line.part in _ROLES]
    shares = [
        Share(_name(line), -(line.minor or 0), _cost_words(line, order.currency), _ROLES[line.part]) for line in costs
    ]
    amount = formatting.money(left, order.currency)
    shown = _("≤ {amount}").format(amount=amount) if profit.missing else amount
    return [*rows, StackedBar([*shares, Share(_("Profit"), left, shown, "neg" if left < 0 else "chart.1")])]


def _share_words(profit: Profit) -> str:
    """The profit's share of the money; marked where something may still be taken from it."""
    if profit.margin_ppm is None:
        return ""
    share = formatting.ppm(profit.margin_ppm)
    return _("≤ {amount}").format(amount=share) if profit.missing else share


def _cost_words(line: ProfitLine, currency: str) -> str:
    return formatting.money(None if line.minor is None else -line.minor, currency)


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
    return KeyValueRow(_name(line), formatting.money(line.minor, currency))


def _name(line: ProfitLine) -> str:
    name = _(PART_LABELS[line.part])
    return _("{part} {percent} %").format(part=name, percent=plain_share(line.ppm)) if line.ppm else name
