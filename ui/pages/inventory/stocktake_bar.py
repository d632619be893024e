"""The line above a stocktake: which one it is, how far it is, and what can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.i18n import _, translate
from services.messages import render
from services.stocktake.queries import StocktakeView
from services.stocktake.words import STATE_LABELS
from services.types import StocktakeState
from ui.pages.inventory.stocktake_columns import STATE_TONES
from ui.theme import space
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.menu import PassingMenu
from ui.widgets.pill import Pill
from ui.widgets.text import Text


class CountBar(QWidget):
    """`left` goes back to all stocktakes; `wanted` carries what else is asked for (see `CountView`)."""

    left = Signal()
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: StocktakeView | None = None
        self.back = IconButton("arrow-left", _("All stocktakes"))
        self.back.clicked.connect(self.left)
        self.title, self.pill = Text("", "heading"), Pill()
        self.words = Text("", "body", "text2", elide=True)
        self.sheet = SecondaryButton(_("Count sheet"), "printer")
        self.more = IconButton("dots-three", _("More actions"))
        self.finish = PrimaryButton("", "check")
        self.sheet.clicked.connect(lambda _on=False: self.wanted.emit("sheet"))
        self.finish.clicked.connect(lambda _on=False: self.wanted.emit("post"))
        self.more.clicked.connect(lambda _on=False: self._open_more())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        for widget in (self.back, self.title, self.pill):
            row.addWidget(widget)
        row.addWidget(self.words, 1)
        for button in (self.sheet, self.more, self.finish):
            row.addWidget(button)

    def show_stocktake(self, found: StocktakeView) -> None:
        """Say which one it is and how far."""
        self._shown = found
        is_open = found.state is StocktakeState.OPEN
        self.title.setText(found.number)
        self.pill.set(translate(STATE_LABELS[found.state]), STATE_TONES[found.state])
        begun = _("begun {when}").format(when=formatting.instant(found.started_at, found.zone))
        parts = [render(found.scope), found.place, begun]
        if found.is_blind:
            parts.append(_("blind: nobody sees what the books expect"))
        if found.note:
            parts.append(found.note)
        self.words.setText(" · ".join(parts))
        self.finish.setVisible(is_open)
        self.finish.setText(_("Compare and post…") if found.is_blind else _("Post…"))
        self.finish.updateGeometry()
        self.sheet.setVisible(is_open)

    def menu_entries(self) -> list[tuple[str, str]]:
        """What the menu of the dots offers now: (what `wanted` carries, words)."""
        if self._shown is None:
            return []
        if self._shown.state is StocktakeState.OPEN:
            return [
                ("workbook", _("Export the sheet as a workbook…")),
                ("read", _("Read counts from a file…")),
                ("result", _("Export the result…")),
                ("abandon", _("Abandon the stocktake…")),
            ]
        reverse = [("reverse", _("Reverse the stocktake…"))] if self._shown.state is StocktakeState.POSTED else []
        return [("result", _("Export the result…")), *reverse]

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.back.set_name(_("All stocktakes"))
        self.more.set_name(_("More actions"))
        self.sheet.setText(_("Count sheet"))
        if self._shown is not None:
            self.show_stocktake(self._shown)

    def _open_more(self) -> None:
        menu = PassingMenu(self)
        for key, words in self.menu_entries():
            menu.addAction(words, partial(self.wanted.emit, key))
        menu.open_below(self.more)
