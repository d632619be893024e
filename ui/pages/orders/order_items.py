"""The items of a typed order: a line for each, what is wrong with them, and what they come to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import _
from services.orders.entering import LineDraft
from ui.pages.orders.line_editor import LineEditor, line_captions
from ui.pages.orders.work import Work
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

_HEIGHT = 118


class OrderItems(QWidget):
    """`lines` are the editors from top to bottom; there is always one. `currency` tells that of the order.

    `changed` is sent when an amount may be another, `resized` when there are more or fewer lines.
    """

    changed = Signal()
    resized = Signal()

    def __init__(self, work: Work, currency: Callable[[], str]) -> None:
        super().__init__()
        self._work, self._currency = work, currency
        self.lines: list[LineEditor] = []
        self.problem = Text("", "caption", "neg", wrap=True)
        self.problem.hide()
        self.sum = Text("", "body", "text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.XS)
        column.addWidget(Text(_("Items"), "caption_strong", "text2"))
        column.addLayout(line_captions())
        self._area = self._make_area()
        column.addWidget(self._area)
        column.addWidget(self.problem)
        column.addLayout(self._foot())
        self.add_line()

    def add_line(self) -> LineEditor:
        """One more empty item."""
        line = LineEditor(self._work, self._currency())
        line.changed.connect(self.changed)
        line.removed.connect(self._remove)
        self.lines.append(line)
        self._column.addWidget(line)
        self._resize()
        return line

    def currency_changed(self) -> None:
        """The order is in another currency: so are its items."""
        for line in self.lines:
            line.currency = self._currency()

    def goods(self) -> int | None:
        """What the items come to, in minor units; None while an amount is missing."""
        amounts = [line.amount() for line in self._filled()]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if known and len(known) == len(amounts) else None

    def drafts(self) -> tuple[LineDraft, ...]:
        """The items as they are to be saved; empty lines are left out."""
        return tuple(line.draft() for line in self._filled())

    def check(self) -> list[QWidget]:
        """Say under the lines what is wrong with them; the field to go to, or nothing where all is well."""
        problems = [(line, line.problem()) for line in self._filled() if line.problem()]
        said = problems[0][1] if problems else "" if self._filled() else _("An order needs at least one item.")
        self.problem.setText(f"\u26a0 {said}" if said else "")
        self.problem.setVisible(bool(said))
        if not said:
            return []
        return [problems[0][0].product if problems else self.lines[0].product]

    def contents(self) -> list[tuple[str, ...]]:
        """Everything that is typed in, to be compared later."""
        return [
            (line.product.text(), line.variant.text(), line.quantity.text(), line.price.text()) for line in self.lines
        ]

    def _filled(self) -> list[LineEditor]:
        return [line for line in self.lines if not line.is_empty()]

    def _make_area(self) -> ScrollRoom:
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space.S)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = ScrollRoom(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _foot(self) -> QHBoxLayout:
        more = LinkButton(_("Add item"), "plus")
        more.set_flush()
        more.clicked.connect(lambda _on=False: self.add_line().product.setFocus())
        foot = QHBoxLayout()
        foot.addWidget(more)
        foot.addStretch(1)
        foot.addWidget(self.sum)
        return foot

    def _remove(self, line: LineEditor) -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        if not self.lines:
            self.add_line().product.setFocus()
        self._resize()
        self.changed.emit()

    def _resize(self) -> None:
        self._area.setFixedHeight(min(38 * len(self.lines), _HEIGHT))
        self.resized.emit()
