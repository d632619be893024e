"""Finding one product by name, code or pinyin, inside a dialog that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services.catalog.queries import find
from services.i18n import N_, _
from services.orders.queries import Hit
from ui.pause import Pause
from ui.shop_link import ShopLink
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox

_FOUND = 30
_TYPED_MS = 150
_COLUMNS = (ListColumn(N_("Product"), 0), ListColumn(N_("Code"), 150), ListColumn(N_("Variant"), 140))


class SkuSearch(QWidget):
    """A search box over what it finds. `chosen` is sent when what is `picked` may have changed, `opened` on Enter in
    the list.

    Enter and Down go from the box into the list and choose the first, once what was typed last is answered: a scanner
    ends a code with Enter before anything is listed. Nothing is chosen by being found.
    """

    chosen = Signal()
    opened = Signal()

    def __init__(self, link: ShopLink, parent: QWidget | None = None, *, advice: str = "") -> None:
        """`advice` says what to do where nothing is found, if the dialog has no “Create”."""
        super().__init__(parent)
        self._link = link
        self._listed = ""  # what was typed when the list was asked for
        self._is_entered = False  # the list is to have the keyboard as soon as it is there
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.M)
        self.search = SearchBox(_("Find the product by name, code or pinyin"))
        self.found = ListTable(_COLUMNS, _line, single=True)
        column.addWidget(self.search)
        self._nothing = EmptyState(
            "magnifying-glass",
            _("No product is found"),
            advice or _("Try another word. If there is no such product yet, close this and choose “Create”."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.found)
        self._stack.addWidget(self._nothing)
        column.addWidget(self._stack, 1)
        self._typed = Pause(self, _TYPED_MS)
        self._typed.timeout.connect(self.look)
        self.search.textChanged.connect(self._retyped)
        self.found.chosen.connect(self.chosen)
        self.found.opened.connect(self._opened)

    def suggest(self, words: str) -> None:
        """Begin with these words, chosen so that typing takes their place."""
        self.search.setText(words)
        self.search.selectAll()

    def look(self) -> None:
        """Ask for the products that match what is typed."""
        self._typed.stop()
        typed = self.search.text()
        self._link.ask(find, typed, _FOUND, owner=self).then(partial(self._show, typed))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_down, is_enter = event.key() == Qt.Key.Key_Down, event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.search.hasFocus() and self.search.text().strip() and (is_down or is_enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """Go into the list; where it tells of something typed before, as soon as it is asked anew."""
        if self._listed != self.search.text():
            self._is_entered = True
            self.look()
        elif self.found.list.rows:
            self.found.enter()

    def _retyped(self) -> None:
        self._is_entered = False
        self._typed.start()
        self.chosen.emit()  # what is marked in the list of other words is not picked

    def _show(self, typed: str, hits: Sequence[Hit]) -> None:
        if typed != self.search.text():
            return  # typed on meanwhile: these are no longer meant
        self._listed = typed
        self.found.set_rows(hits)
        nothing = not hits and bool(typed.strip())
        self._stack.setCurrentWidget(self._nothing if nothing else self.found)
        if self._is_entered and self.search.hasFocus():
            self._is_entered = False
            self._enter()

    def picked(self) -> Hit | None:
        """The product that is chosen, where it is exactly one, in the list of the words that stand in the box."""
        rows = self.found.selected()
        return rows[0] if len(rows) == 1 and self._listed == self.search.text() else None

    def _opened(self, _hit: Hit) -> None:
        if self.picked() is not None:
            self.opened.emit()


def _line(hit: Hit) -> Line:
    code, variant = (*hit.details, "", "")[:2]
    return ListCell(hit.title, strong=True), ListCell(code), ListCell(variant, "text2")
