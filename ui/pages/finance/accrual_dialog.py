"""Booking the wages, rent and other costs of a month before they are paid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from services import formatting
from services.i18n import _
from services.owing.accruing import MonthCost, accrue, month_costs, take_back_accrual
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.work import run
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import Choice, FormRow
from ui.widgets.text import Text

_MONTHS = 6


class AccrualDialog(Dialog):
    """`table` lists what is for the chosen month; `book` books what is not booked yet, `back` takes it back."""

    topic = "finance#due"

    def __init__(self, context: PageContext, today: date) -> None:
        super().__init__(
            context.dialog_parent(), _("Costs of a month"),
            _("Wages and rent count in the month they are for. What pays them later then settles what is owed."),
            width=640, height=460,
        )  # fmt: skip
        self._context = context
        self.month = Choice()
        first = today.replace(day=1)
        for _number in range(_MONTHS):
            self.month.addItem(f"{first:%Y-%m}", f"{first:%Y-%m}")
            first = (first - timedelta(days=1)).replace(day=1)
        self.month.setCurrentIndex(1)
        columns = (
            ListColumn(_("Name"), 0), ListColumn(_("Category"), 116), ListColumn(_("Amount"), 104, right=True),
            ListColumn(_("Paid of it"), 104, right=True), ListColumn(_("State"), 96),
        )  # fmt: skip
        self.table = ListTable(columns, self._cells)
        self.sum = Text("", "body", "text2")
        self.body.addWidget(FormRow(_("Month"), self.month))
        self.body.addWidget(self.table, 1)
        self.back = LinkButton(_("Take the booking back"), "arrow-counter-clockwise")
        self.back.clicked.connect(lambda _on=False: self.take_back())
        foot = QHBoxLayout()
        foot.addWidget(self.sum, 1)
        foot.addWidget(self.back)
        self.body.addLayout(foot)
        self.add_cancel(_("Close"))
        self.book = self.add_primary(_("Book them"), "check", self.book_all)
        self.month.activated.connect(lambda _index: self.read())
        self.read()

    def read(self) -> None:
        """Read the costs of the month that is chosen."""
        self._context.link.ask(month_costs, str(self.month.currentData()), owner=self).then(self._show)

    def book_all(self) -> None:
        """Book what is not booked yet."""
        run(self._context, self, accrue, str(self.month.currentData()), then=self._again)

    def take_back(self) -> None:
        """Take the bookings of the month back."""
        run(self._context, self, take_back_accrual, str(self.month.currentData()), then=self._again)

    def _again(self, _count: Any) -> None:
        self.read()

    def _show(self, found: tuple[MonthCost, ...]) -> None:
        self.table.set_rows(found)
        waiting = [one for one in found if one.entry_id is None]
        self.book.setEnabled(bool(waiting))
        self.back.setEnabled(len(waiting) < len(found))
        if not found:
            self.sum.setText(_("Nothing with an expense for its category is due for this month."))
            return
        money = formatting.money(sum(one.amount_minor for one in waiting), found[0].currency)
        self.sum.setText(_("Not booked yet: {amount}").format(amount=money))

    def _cells(self, one: MonthCost) -> Line:
        state = _("not booked") if one.entry_id is None else _("booked")
        return (
            ListCell(one.name if one.counterparty is None else f"{one.name} · {one.counterparty}"),
            ListCell(one.category_name, "text2"),
            ListCell(formatting.amount(one.amount_minor, one.currency)),
            ListCell(formatting.amount(one.paid_minor, one.currency), "text2"),
            ListCell(state, "text2" if one.entry_id is None else "pos"),
        )
