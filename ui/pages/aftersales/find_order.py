"""Finding the order something is about: by its number, its parcel's, the buyer, a phone's end, or a product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from services.aftersales.views import order_numbered
from services.errors import UserError
from services.i18n import N_, _
from services.reconcile.choices import OrderChoice, orders_found
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.order_list import order_list
from ui.page import PageContext
from ui.pause import Pause
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox

_TYPED_MS = 150
_SEVERAL = N_("Several channels have an order of this number: choose which one is meant.")


class FindOrderDialog(FormDialog):
    """A search over the orders; `then` gets the id of the one that is marked, or whose number was typed in full.

    A scanner ends a number with Enter before anything is listed: the number itself is looked up then. A number typed
    in full marks its own order.
    """

    topic = "after-sales#refund"
    deed = (N_("Go on"), "arrow-right")
    """What the button says and shows."""

    def __init__(self, context: PageContext, title: str, then: Callable[[int], object], about: str = "") -> None:
        """`about` is said under the title, where it is not asked what a case is about."""
        super().__init__(context, title, about or _("Which order is it about?"), width=700, height=460)
        self._then = then
        self._listed = ""  # what was typed when the list was asked for
        self._is_taken = False
        self._is_entered = False  # Enter was pressed on what is no number of one order: what it may be is listed
        self.number = SearchBox(_("Order no., tracking no., buyer, last digits of the phone, product…"))
        self.found = order_list()
        self.nothing = EmptyState("magnifying-glass", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.found)
        self._typed = Pause(self, _TYPED_MS)
        self._typed.timeout.connect(self.look)
        self.number.textChanged.connect(self._retyped)
        self.found.opened.connect(lambda choice: self._take(choice.id))
        self.body.addWidget(self.number)
        self.body.addWidget(self._stack, 1)
        words, icon = self.deed
        self.finish_form(_(words), icon)
        self._show("", ())

    def look(self) -> None:
        """List the newest orders that hold what is typed."""
        typed = self.number.text().strip()
        if typed:
            self.ask_newest(orders_found, typed, then=partial(self._show, typed))
        else:
            self.forget_asked()
            self._show("", ())

    def check_and_save(self) -> None:
        """Take the marked order, or the one of the number that was typed."""
        typed, marked = self.number.text().strip(), self.found.selected()
        if marked and self._listed == typed:
            self._take(marked[0].id)
        elif typed:
            asked = self.link.ask(order_numbered, typed, owner=self)
            asked.then(partial(self._take_typed, typed)).fails(partial(self._no_number, typed))

    def _retyped(self) -> None:
        """An answer about what stood here before would show rows that are no longer meant."""
        self.forget_asked()
        self.clear_problems()
        self._is_entered = False
        self._typed.start()

    def _take_typed(self, typed: str, order_id: int) -> None:
        if typed == self.number.text().strip():  # else typed on meanwhile: it is not meant any more
            self._take(order_id)

    def _no_number(self, typed: str, error: Exception) -> None:
        """It may still be a name or the end of a number, or the number of several orders."""
        if not isinstance(error, UserError):
            self.context.show_error(error)
        elif typed == self.number.text().strip():
            self._is_entered = True
            self.look()

    def _show(self, asked: str, choices: Sequence[OrderChoice]) -> None:
        self._listed = asked
        choices = [one for one in choices if self.is_offered(one)]
        self.found.set_rows(choices)
        self._stack.setCurrentWidget(self.found if choices else self.nothing)
        if choices:
            self._mark()
        else:
            self.nothing.title.setText(_("No order is found") if asked else _("Find the order"))
            self.nothing.why.setText(_("Try the end of the number, or the buyer's name.") if asked else "")
        if self._is_entered and choices and not self.found.selected():
            is_named = any(one.is_named for one in choices)
            self.say_words(_(_SEVERAL) if is_named else _("Choose an order, or look for another."))

    def is_offered(self, _choice: OrderChoice) -> bool:
        """Whether an order that was found is listed."""
        return True

    def may_be_guessed(self, _choice: OrderChoice) -> bool:
        """Whether the first order found is marked though its number was not typed."""
        return True

    def _mark(self) -> None:
        """The order whose number was typed, else the first; where several have the number, somebody says which."""
        rows = self.found.list.rows
        named = [place for place, one in enumerate(rows) if one.is_named]
        if len(named) == 1:
            self.found.selectRow(named[0])
        elif not named and self.may_be_guessed(rows[0]):
            self.found.selectRow(0)

    def _take(self, order_id: int) -> None:
        """Once: Enter may come twice before the number is looked up."""
        if not self._is_taken:
            self._is_taken = True
            self.accept()
            self._then(order_id)

    def _go_on(self) -> None:
        self.submit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.number.hasFocus():
            self.found.enter()
            return
        super().keyPressEvent(event)


class LinkOrderDialog(FindOrderDialog):
    """The order that is found is linked to a case by `command`; the card stays with the reason where it is refused."""

    deed = (N_("Link it"), "link")

    def __init__(
        self, context: PageContext, title: str, command: Callable[..., Any], case_id: int, about: str = ""
    ) -> None:
        super().__init__(context, title, lambda order_id: self.run(command, case_id, order_id), about)

    def _take(self, order_id: int) -> None:
        if self.save.isEnabled():  # not while it is linked already
            self.clear_problems()
            self._then(order_id)
