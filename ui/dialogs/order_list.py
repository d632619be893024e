"""The list of orders of which one is chosen."""

from __future__ import annotations

from services import formatting
from services.i18n import N_, _
from services.orders.commands import STATUS_LABELS
from services.reconcile.choices import OrderChoice
from ui.table.list_table import Line, ListCell, ListColumn, ListTable

_COLUMNS = (
    ListColumn(N_("Order no."), 178), ListColumn(N_("Ordered"), 70), ListColumn(N_("Order"), 0),
    ListColumn(N_("Status"), 92), ListColumn(N_("Paid"), 92, right=True),
)  # fmt: skip
_MONEY = ListColumn(N_("Money received"), 112)


def order_list(*, with_money: bool = False) -> ListTable:
    """An empty list of `OrderChoice`; `with_money` tells also which have a line of a statement already."""

    def line(one: OrderChoice) -> Line:
        return (*_line(one), _money(one)) if with_money else _line(one)

    return ListTable((*_COLUMNS, _MONEY) if with_money else _COLUMNS, line, single=True)


def _line(one: OrderChoice) -> Line:
    day = "" if one.ordered_on is None else formatting.day(one.ordered_on)
    paid = "" if one.paid_minor is None else formatting.money(one.paid_minor, one.currency)
    return (
        ListCell(one.number, strong=True),
        ListCell(day, "text2", order=one.ordered_on),
        ListCell(" · ".join(part for part in (one.buyer, one.title) if part), "text2"),
        ListCell(_(STATUS_LABELS[one.status])),
        ListCell(paid, order=one.paid_minor),
    )


def _money(one: OrderChoice) -> ListCell:
    return ListCell(_("yes") if one.has_money else "—", "text2")
