"""One line of what needs a look after an import."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.text import Text


class LookRow(QWidget):
    """One thing that needs a look: where, what, which value, and what can be done."""

    def __init__(self, where: str, what: str, value: str) -> None:
        super().__init__()
        self.buttons: list[LinkButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space.XS, space.S, 0, space.S)
        self._row.setSpacing(space.M)
        self.where = Text(where, "caption", "text2")
        self.where.setMinimumWidth(52)
        self.what = Text(what, "body", elide=True)
        self.detail = Text(value, "caption", "text2", elide=True)
        self._row.addWidget(self.where)
        self._row.addWidget(self.what, 1)
        self._row.addWidget(self.detail, 1)
        self.setMinimumHeight(52)
        self.setAccessibleName(f"{where}: {what} {value}")

    def share(self, what: int, detail: int) -> None:
        """Share the room between words and value by the widths they need, in pixels."""
        self._row.setStretchFactor(self.what, max(what, 1))
        self._row.setStretchFactor(self.detail, max(detail, 1))

    def add_action(self, said: str, run: Callable[[], object]) -> LinkButton:
        """A button at the right."""
        button = LinkButton(said)
        button.clicked.connect(lambda _on=False: run())
        self.buttons.append(button)
        self._row.addWidget(button)
        return button

    def add_remark(self, said: str) -> None:
        """Words at the right."""
        self._row.addWidget(Text(said, "caption", "text2"))

    def add_dismiss(self, run: Callable[[], object]) -> IconButton:
        """The cross that puts the row aside."""
        self.dismiss = IconButton("x", _("Put this row aside"), self)
        self.dismiss.set_side(current_theme().sizes["control_small"])
        self.dismiss.clicked.connect(lambda _on=False: run())
        self._row.addWidget(self.dismiss)
        return self.dismiss


def align(rows: Sequence[LookRow]) -> None:
    """Let words and values stand below each other; none is cut while there is room for the longest of both."""
    what = max((row.what.sizeHint().width() for row in rows), default=0)
    detail = max((row.detail.sizeHint().width() for row in rows), default=0)
    for row in rows:
        row.share(what, detail)
