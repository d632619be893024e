"""Where the panel of one order stands and which order it shows: beside the list, over it in a narrow window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.pages.orders.detail import OrderPanel
from ui.pages.orders.kept import KeptState
from ui.pause import Pause
from ui.table.table_panel import TablePanel
from ui.widgets.detail_panel import NARROW

_FOLLOW_MS = 60


class PanelPlace(QObject):
    """Opens, moves and follows; `make_room` fits the columns of the list to the width that is left."""

    def __init__(
        self,
        page: QWidget,
        row: QHBoxLayout,
        panel: OrderPanel,
        table: TablePanel,
        kept: KeptState,
        make_room: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self._page, self._row, self._panel, self._table = page, row, panel, table
        self._kept, self._make_room = kept, make_room
        self._current: int | None = None
        self._is_read_again = False
        self._follow = Pause(self, _FOLLOW_MS)
        self._follow.timeout.connect(self._follow_row)
        view = table.view
        view.open_requested.connect(self._open_focused)
        view.peek_requested.connect(self._peek)
        view.current_row_changed.connect(self._follow.start)
        panel.closed.connect(self._closed)

    def open(self, order_id: int) -> None:
        """Show one order beside the list."""
        self._follow.stop()
        self._current = self._current_order()
        self._is_read_again = self._current is None
        self._panel.show_order(order_id)
        if not self._panel.isVisible():
            self._panel.show()
            self._kept.keep("detail", True)
        self.place()

    def open_and_go(self, order_id: int) -> None:
        """Show one order, and make its row the current one where the list shows it."""
        self.open(order_id)
        model = self._table.model
        if model.snapshot is not None:
            model.ask(model.snapshot.row_of(order_id), self._row_known)

    def place(self) -> None:
        """Beside the list; over it where the window is narrow."""
        self._make_room()
        self._panel.stand_in(self._page, self._row)

    def stop(self) -> None:
        """Follow no row any more: the page is out of sight."""
        self._follow.stop()

    def _row_known(self, row: int | None) -> None:
        if row is not None and row < self._table.model.rowCount():
            self._table.view.go_to(row, by_key=False)

    def _open_focused(self, order_id: int) -> None:
        self.open(order_id)
        self._panel.setFocus()

    def _peek(self, order_id: int) -> None:
        if self._panel.isVisible() and self._panel.order_id == order_id:
            self._panel.close_panel()
        else:
            self.open(order_id)

    def _current_order(self) -> int | None:
        row = self._table.view.current_row()
        return self._table.model.row_id(row) if row >= 0 else None

    def _follow_row(self) -> None:
        current = self._current_order()
        if current is None:
            return
        same, self._current = current == self._current or self._is_read_again, current
        self._is_read_again = False
        if same:
            return  # the list was read again: whoever opened another order stays with it
        wanted = self._panel.isVisible() or (self._kept.is_on("detail", otherwise=True) and not self._is_narrow())
        if wanted and current != self._panel.order_id:
            self.open(current)

    def _closed(self) -> None:
        self._kept.keep("detail", False)
        self._make_room()
        self._table.view.setFocus()

    def _is_narrow(self) -> bool:
        return self._page.window().width() < NARROW
