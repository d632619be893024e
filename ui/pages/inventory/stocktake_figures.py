"""How far a stocktake is and what it found, in figures."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.i18n import _
from services.stocktake.queries import StocktakeView
from ui.pages.inventory.cells import signed
from ui.theme import space
from ui.widgets.text import Text


class StocktakeFigures(QWidget):
    """Lines counted, lines that agree, pieces more and fewer, and what that is worth; a blind count tells less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space.XXL)
        self.figures: dict[str, tuple[Text, Text, Text]] = {}
        for key in ("counted", "pieces", "same", "different", "worth"):
            texts = (Text("", "caption", "text3"), Text("", "kpi"), Text("", "caption", "text2"))
            column = QVBoxLayout()
            column.setSpacing(space.XXS)
            for text in texts:
                column.addWidget(text)
            column.addStretch(1)
            self._row.addLayout(column)
            self.figures[key] = texts

    def show_figures(self, found: StocktakeView) -> None:
        """Show the figures of a stocktake."""
        tally, number = found.tally, formatting.integer
        left = _("{count} to go").format(count=number(tally.uncounted)) if tally.uncounted else _("everything")
        self._set("counted", _("Lines counted"), f"{number(tally.counted)} / {number(tally.lines)}", left)
        moved = _("{count} moved meanwhile").format(count=number(tally.moved)) if tally.moved else ""
        self._set("pieces", _("Pieces"), number(tally.pieces), moved)
        for key in ("same", "different", "worth"):
            for text in self.figures[key]:
                text.setVisible(not found.is_blind)
        if found.is_blind:
            return
        self._set("same", _("No difference"), number(tally.same), "")
        pieces = [signed(count) for count in (tally.pieces_more, -tally.pieces_fewer) if count]
        wrong = tally.more + tally.fewer
        self._set("different", _("Different"), number(wrong), " / ".join(pieces))
        unknown = _("{count} of unknown cost").format(count=number(tally.unknown_value)) if tally.unknown_value else ""
        worth = formatting.whole_money(tally.value_minor, found.currency) if tally.is_worth_known else "—"
        self._set("worth", _("Difference in value"), worth, unknown)

    def _set(self, key: str, label: str, value: str, remark: str) -> None:
        name, figure, below = self.figures[key]
        name.setText(label)
        figure.setText(value)
        figure.setAccessibleName(f"{label} {value}")
        below.setText(remark)
