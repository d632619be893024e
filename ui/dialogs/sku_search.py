"""Finding one product by name, code or pinyin, inside a dialog that asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
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
    """A search box over what it finds. `chosen` is sent when another row is chosen, `opened` on Enter in the list."""

    chosen = Signal()
    opened = Signal()

    def __init__(self, link: ShopLink, parent: QWidget | None = None, *, advice: str = "") -> None:
        """`advice` says what to do where nothing is found, if the dialog has no “Create”."""
        super().__init__(parent)
        self._link = link
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.M)
        self.search = SearchBox(_("Find the product by name, code or pinyin"))
        self.found = ListTable(_COLUMNS, _line)
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
        self.search.textChanged.connect(self._typed.start)
        self.found.chosen.connect(self.chosen)
        self.found.opened.connect(self._opened)

    def suggest(self, words: str) -> None:
        """Begin with these words, chosen so that typing takes their place."""
        self.search.setText(words)
        self.search.selectAll()

    def look(self) -> None:
        """Ask for the products that match what is typed."""
        self._link.ask(find, self.search.text(), _FOUND, owner=self).then(self._show)

    def _show(self, hits: Sequence[Hit]) -> None:
        self.found.set_rows(hits)
        nothing = not hits and bool(self.search.text().strip())
        self._stack.setCurrentWidget(self._nothing if nothing else self.found)

    def picked(self) -> Hit | None:
        """The product that is chosen, where it is exactly one."""
        rows = self.found.selected()
        return rows[0] if len(rows) == 1 else None

    def _opened(self, _hit: Hit) -> None:
        self.opened.emit()


def _line(hit: Hit) -> Line:
    code, variant = (*hit.details, "", "")[:2]
    return ListCell(hit.title, strong=True), ListCell(code), ListCell(variant, "text2")
