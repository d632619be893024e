"""Which of many order numbers in the search box no order has: said in a notice that stays."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.i18n import NN_, _, join_list
from services.messages import counted
from services.orders.many_numbers import missing, numbers_in
from ui.pages.orders.work import Work
from ui.widgets.banner import Banner

_MISSING = NN_("{count} of these numbers belongs to no order.", "{count} of these numbers belong to no order.")
_NAMED = 8


class UnknownNumbers(QWidget):
    """Empty, or a notice that names the first of the numbers and copies all of them."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.numbers: tuple[str, ...] = ()
        self.banner: Banner | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def look(self, typed: str) -> None:
        """Find out about what the search box holds now."""
        if numbers_in(typed):
            self._work.ask_newest("missing numbers", missing, typed, then=self._arrived)
        else:
            self._work.ask_newest("missing numbers", _nothing, then=self._arrived)

    def _arrived(self, numbers: tuple[str, ...]) -> None:
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        self.numbers = numbers
        self.setVisible(bool(numbers))
        if not numbers:
            return
        named = [*numbers[:_NAMED], *(["…"] if len(numbers) > _NAMED else [])]
        self.banner = Banner("warning", counted(_MISSING, len(numbers)), join_list(named))
        self.banner.add_action(_("Copy these numbers"), self._copy)
        self.banner.closed.connect(self._dismissed)
        self._column.addWidget(self.banner)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self.numbers))
        self._work.context.toast(_("Copied."))

    def _dismissed(self) -> None:
        self.banner = None
        self.hide()


def _nothing(_connection: object) -> tuple[str, ...]:
    return ()
