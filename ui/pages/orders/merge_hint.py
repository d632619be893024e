"""The line that says how many orders could travel together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.i18n import NN_, _
from services.messages import counted
from ui.theme import space
from ui.widgets.banner import Banner

_WORDS = NN_("{count} order could travel with another.", "{count} orders could travel together.")


class MergeHint(QWidget):
    """Hidden while there is nothing to merge; closed, it stays away until the number changes."""

    def __init__(self, run: Callable[[], object]) -> None:
        super().__init__()
        self._run = run
        self._count = self._closed_at = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, space.M)
        self.banner: Banner | None = None
        self.hide()

    def show_count(self, count: int) -> None:
        """Say how many orders could travel together."""
        if count != self._count:
            self._count, self._closed_at = count, 0
            self.retranslate()
        self.setVisible(count > 0 and count != self._closed_at)

    def retranslate(self) -> None:
        """Show the words in the language that is on."""
        if self.banner is not None:
            self._column.removeWidget(self.banner)
            self.banner.hide()
            self.banner.deleteLater()
        self.banner = Banner("info", counted(_WORDS, self._count))
        self.banner.add_action(_("Look at them"), self._run)
        self.banner.closed.connect(self._closed)
        self._column.addWidget(self.banner)

    def _closed(self) -> None:
        self._closed_at, self.banner = self._count, None
        self.hide()
