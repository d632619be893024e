"""What should be counted next, by ABC class: dear goods every month, cheap ones once a year."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from services import formatting
from services.i18n import NN_, Grouped, _
from services.messages import counted
from services.stocktake.queries import Suggestion
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.text import Text

_DUE = NN_("Class {abc}: {count} product is due", "Class {abc}: {count} products are due")


class HintsCard(Card):
    """A line of classes with something due; `chosen` carries the SKUs of one. Hidden where nothing is."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(padding=0)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(space.L, space.S, space.M, space.S)
        self._row.setSpacing(space.M)
        self.body.addLayout(self._row)
        self.buttons: dict[str, LinkButton] = {}
        self.hide()

    def show_hints(self, found: Sequence[Suggestion]) -> None:
        """Show what is due now."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        due = [one for one in found if one.due]
        self._row.addWidget(Text(_("Count next"), "strong"))
        for one in due:
            button = LinkButton(counted(_DUE, one.due, abc=one.abc), "clipboard-text")
            every, never = _("every {days} days"), _("{count} never counted")
            tips = [every.format(days=one.every_days)] + ([never.format(count=Grouped(one.never))] if one.never else [])
            tips += [_("the longest ago on {day}").format(day=formatting.day(one.oldest))] if one.oldest else []
            button.setToolTip(", ".join(tips))
            button.clicked.connect(lambda _on=False, ids=one.sku_ids: self.chosen.emit(ids))
            self.buttons[one.abc] = button
            self._row.addWidget(button)
        self._row.addStretch(1)
        self.setVisible(bool(due))
