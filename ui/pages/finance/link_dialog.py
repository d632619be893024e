"""Saying which order transactions belong to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from services import formatting
from services.i18n import NN_, _
from services.messages import counted
from services.reconcile.choices import Asked, OrderChoice, asked_line, orders_found, orders_that_fit
from services.reconcile.linking import link_order
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.order_list import order_list
from ui.page import PageContext
from ui.pause import Pause
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox
from ui.widgets.text import Text

_TRANSACTIONS = NN_("{count} transaction", "{count} transactions")
_TYPED_MS = 150


class LinkDialog(FormDialog):
    """A search over the orders; the one that is marked is taken. `asked` is the line, where it is one."""

    topic = "finance#reconcile"

    def __init__(self, context: PageContext, ids: Sequence[int]) -> None:
        words = counted(_TRANSACTIONS, len(ids))
        super().__init__(context, _("Which order is it?"), words, width=760, height=500)
        self._ids = list(ids)
        self.asked: Asked | None = None
        self._listed = ""  # what was typed when the list was asked for
        self._is_saving = False
        self.search = SearchBox(_("Order no., buyer, product…"))
        self.heading = Text("", "caption_strong", "text2")
        self.found = order_list(with_money=True)
        self.nothing = EmptyState("magnifying-glass", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.found)
        self._typed = Pause(self, _TYPED_MS)
        self._typed.timeout.connect(self.look)
        self.search.textChanged.connect(self._retyped)
        self.found.opened.connect(lambda _choice: self.submit())
        self.found.chosen.connect(self._marked)
        for widget in (self.search, self.heading):
            self.body.addWidget(widget)
        self.body.addWidget(self._stack, 1)
        self.finish_form(_("It is this one"), "link")
        self._show("", ())
        if len(ids) == 1:
            self.link.ask(asked_line, ids[0], owner=self).then(self._begin).fails(self.context.show_error)

    def look(self) -> None:
        """Ask for the orders that match what is typed; for those of the same amount where nothing is."""
        typed = self._words()
        if typed:
            self.ask_newest(orders_found, typed, then=partial(self._show, typed))
        elif self.asked is not None:
            self.ask_newest(orders_that_fit, self.asked, then=partial(self._show, typed))
        else:
            self.forget_asked()
            self._show(typed, ())

    def _begin(self, asked: Asked) -> None:
        self.asked = asked
        amount = formatting.money(asked.amount_minor, asked.currency)
        about = (amount, asked.counterparty, formatting.day(asked.happened_on))
        self.subtitle.setText(" · ".join(part for part in about if part))
        self.look()

    def _words(self) -> str:
        return self.search.text().strip()

    def _retyped(self) -> None:
        """The list is of what stood here before: none of its orders is meant until what is typed now is answered."""
        self.forget_asked()
        self.clear_problems()
        self._marked()
        self._typed.start()

    def _show(self, typed: str, choices: Sequence[OrderChoice]) -> None:
        is_typed = bool(typed)
        self._listed = typed
        self.found.set_rows(choices)
        self._stack.setCurrentWidget(self.found if choices else self.nothing)
        self.heading.setText(_("Orders of this amount, the nearest day first") if choices and not is_typed else "")
        self.heading.setVisible(bool(self.heading.text()))
        if not choices:
            title = _("No order is found") if is_typed else _("Find the order")
            amount = _("No order of about these days has this amount.") if self.asked is not None else ""
            words = _("Try the end of the number, or the buyer's name.") if is_typed else amount
            self.nothing.title.setText(title)
            self.nothing.why.setText(words)
        elif len(choices) == 1 or (is_typed and sum(one.is_named for one in choices) < 2):
            self.found.selectRow(0)  # of several channels' orders of one number somebody says which
        self._marked()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the search to the orders it found, and marks the first."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.found.enter()
            return
        super().keyPressEvent(event)

    def _marked(self) -> None:
        is_meant = bool(self.found.selected()) and self._listed == self._words()
        self.save.setEnabled(is_meant and not self._is_saving)

    def check_and_save(self) -> None:
        """Take the order that is marked."""
        rows = self.found.selected()
        if rows:
            self._is_saving = True  # what the list marks meanwhile is not saved beside it
            self.run(link_order, self._ids, rows[0].id)

    def refused(self, error: Exception) -> None:
        super().refused(error)
        self._is_saving = False
        self._marked()
