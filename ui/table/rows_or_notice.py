"""The rows of a list, or what is said in their place: that it is empty, or could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.widgets.empty_state import EmptyState

Offer = tuple[str, str, Callable[[], object]]
"""Words of a button, its icon, and what it does."""


class RowsOrNotice(QStackedWidget):
    """`notice` while one stands in place of the rows."""

    def __init__(self, rows: QWidget) -> None:
        super().__init__()
        self._rows = rows
        self.notice: EmptyState | None = None
        self._words: tuple[str, ...] = ()
        self.addWidget(rows)

    def show_rows(self) -> None:
        """Let the rows be seen."""
        self._put(None)

    def say(self, icon: str, title: str, why: str, offers: Sequence[Offer] = ()) -> None:
        """Show this in place of the rows; where it stands there already it stays, and the keyboard on its button."""
        words = (icon, title, why, *(words for words, _icon, _run in offers))
        if self.notice is None or self._words != words:
            self._put(EmptyState(icon, title, why, offers))
            self._words = words

    def _put(self, notice: EmptyState | None) -> None:
        if self.notice is not None:
            self.removeWidget(self.notice)
            self.notice.deleteLater()
        self.notice = notice
        if notice is not None:
            self.addWidget(notice)
        self.setCurrentWidget(self._rows if notice is None else notice)
