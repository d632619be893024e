"""How the lines of the money calendar and the items that are due look in their lists."""

from __future__ import annotations

from services import formatting
from services.i18n import N_, NN_, _
from services.messages import counted
from services.owing.forecast import CalendarLine
from services.owing.queries import SOURCE_LABELS, CommitmentView, DueSource
from services.tasks.wording import NAMES, PLURALS
from services.types import Flow
from ui.table.list_table import Line, ListCell, ListColumn

CALENDAR = (
    ListColumn(N_("Day"), 104), ListColumn(N_("What"), 0), ListColumn(N_("Source"), 118, yields=1),
    ListColumn(N_("Amount"), 110, right=True), ListColumn(N_("Then there is"), 120, right=True),
)  # fmt: skip
ITEMS = (ListColumn(N_("What is due"), 0), ListColumn(N_("Next"), 100), ListColumn(N_("Amount"), 104, right=True))
_ORDERS = NN_("{count} order", "{count} orders")


def line_cells(line: CalendarLine, currency: str) -> Line:
    """One line of the calendar; what is overdue shows the day it was due."""
    due = line.due
    day = due.due_on if line.is_overdue else line.day
    month = due.month if due.month is not None and due.month != f"{due.due_on:%Y-%m}" else None
    what = " · ".join(part for part in (due.name, due.counterparty, month) if part)
    if due.source is DueSource.PAYOUT:
        what = f"{what} · {counted(_ORDERS, due.documents)}"
    own = formatting.money(due.signed_minor, due.currency)
    amount = own if line.minor is None else formatting.money(line.minor, currency)
    tone = "text3" if line.minor is None else "pos" if due.direction is Flow.IN else "text"
    return (
        ListCell(day.isoformat(), "neg" if line.is_overdue else "text2"),
        ListCell(what, strong=line.is_overdue),
        ListCell(_(SOURCE_LABELS[due.source]), "text2"),
        ListCell(amount, tone),
        ListCell(formatting.money(line.balance_minor, currency), "neg" if line.balance_minor < 0 else "text2"),
    )


def item_cells(item: CommitmentView) -> Line:
    """One item that is due, with how often it comes and when next."""
    draft = item.draft
    rhythm = _("once") if draft.repeat is None else _(NAMES[draft.repeat])
    if draft.repeat is not None and draft.every > 1:
        rhythm = counted(PLURALS[draft.repeat], draft.every)
    amount = formatting.money(draft.amount_minor, item.currency)
    next_on = item.next_on.isoformat() if item.next_on is not None else _("paid")
    tone = "text" if item.next_on is not None else "text3"
    return ListCell(f"{draft.name} · {rhythm}", tone), ListCell(next_on, "text2"), ListCell(amount, tone)
