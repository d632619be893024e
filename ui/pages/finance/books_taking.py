"""What may be taken out, as a sum with every part in its own line."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.books.taking_out import TakingOut
from services.i18n import NN_, _
from services.messages import counted
from ui.theme import space
from ui.widgets.card import Hairline
from ui.widgets.text import Text

_UNKNOWN = NN_("{count} of unknown amount is not in it", "{count} of unknown amount are not in it")
_WIDTH = 560


class TakingOutCard(QWidget):
    """`parts` are the lines on screen by their code, `total` the figure under them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts: dict[str, Text] = {}
        self.total = Text("", "title")
        self._column = QVBoxLayout()
        self._column.setContentsMargins(space.XXL, space.XL, space.XXL, space.XL)
        self._column.setSpacing(space.M)
        self._column.addWidget(self.total)
        inside = QWidget()
        inside.setLayout(self._column)
        inside.setMaximumWidth(_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inside, 2)
        row.addStretch(1)

    def show_sum(self, found: TakingOut) -> None:
        """Show the parts and what is left."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.parts = {}
        for part in found.parts:
            words = part.label if not part.unknown else f"{part.label} · {counted(_UNKNOWN, part.unknown)}"
            amount = Text(formatting.amount(part.minor, found.currency), "body", "neg" if part.minor < 0 else "text")
            self.parts[part.code] = amount
            self._column.addWidget(_line(Text(words, "body", "text2", wrap=True), amount))
        self._column.addWidget(Hairline())
        label = (
            _("This much you may take out") if found.minor >= 0 else _("Nothing may be taken out; so much is missing")
        )
        self.total = Text(
            formatting.money(abs(found.minor), found.currency), "title", "pos" if found.minor >= 0 else "neg"
        )
        self._column.addWidget(_line(Text(label, "strong", wrap=True), self.total))
        why = _("What buyers and platforms still owe is not in it: it is yours when it has come.")
        self._column.addWidget(Text(why, "caption", "text2", wrap=True))
        self._column.addStretch(1)


def _line(label: Text, amount: Text) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(label, 1)
    row.addWidget(amount)
    return line
