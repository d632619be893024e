"""Finding the order something is about: by its number, its parcel's, the buyer, a phone's end, or a product."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from services import formatting
from services.aftersales.views import order_numbered
from services.i18n import N_, _
from services.orders.commands import STATUS_LABELS
from services.reconcile.choices import OrderChoice, orders_found
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pause import Pause
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox

_TYPED_MS = 150
_COLUMNS = (
    ListColumn(N_("Order no."), 178), ListColumn(N_("Ordered"), 70), ListColumn(N_("Order"), 0),
    ListColumn(N_("Status"), 92), ListColumn(N_("Paid"), 92, right=True),
)  # fmt: skip


class FindOrderDialog(FormDialog):
    """A search over the orders; `then` gets the id of the one that is marked, or whose number was typed in full.

    A scanner ends a number with Enter before anything is listed: the number itself is looked up then.
    """

    topic = "after-sales#refund"

    def __init__(self, context: PageContext, title: str, then: Callable[[int], object]) -> None:
        super().__init__(context, title, _("Which order is it about?"), width=700, height=460)
        self._then = then
        self._listed = ""
        self._refusal: Exception | None = None
        self.number = SearchBox(_("Order no., tracking no., buyer, last digits of the phone, product…"))
        self.found = ListTable(_COLUMNS, _line, single=True)
        self.nothing = EmptyState("magnifying-glass", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.found)
        self._typed = Pause(self, _TYPED_MS)
        self._typed.timeout.connect(self.look)
        self.number.textChanged.connect(self._typed.start)
        self.found.opened.connect(lambda _choice: self.submit())
        self.body.addWidget(self.number)
        self.body.addWidget(self._stack, 1)
        self.finish_form(_("Go on"), "arrow-right")
        self._show(())

    def look(self) -> None:
        """List the newest orders that hold what is typed."""
        if self.number.text().strip():
            self.ask_newest(orders_found, self.number.text(), then=self._show)
        else:
            self.forget_asked()
            self._show(())

    def submit(self) -> None:
        """Take the marked order, or the one of the number that was typed."""
        typed, marked = self.number.text().strip(), self.found.selected()
        self.clear_problems()
        if marked and self._listed == typed:
            self._take(marked[0].id)
        elif typed:
            self.link.ask(order_numbered, typed, owner=self).then(self._take).fails(self._no_number)

    def _no_number(self, error: Exception) -> None:
        """It is no number in full: it may still be a name, or the end of one."""
        self._refusal = error
        self.look()

    def _show(self, choices: Sequence[OrderChoice]) -> None:
        self._listed = self.number.text().strip()
        refusal, self._refusal = self._refusal, None
        self.found.set_rows(choices)
        self._stack.setCurrentWidget(self.found if choices else self.nothing)
        if choices:
            self.found.selectRow(0)
            return
        title = _("No order is found") if self._listed else _("Find the order")
        self.nothing.title.setText(title)
        self.nothing.why.setText(_("Try the end of the number, or the buyer's name.") if self._listed else "")
        if refusal is not None:
            self.refused(refusal)

    def _take(self, order_id: int) -> None:
        self.accept()
        self._then(order_id)

    def _go_on(self) -> None:
        self.submit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.number.hasFocus():
            self.found.setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)


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
