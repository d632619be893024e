"""The line under a table that stays: how many rows, how many ticked, and their sums."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from services.i18n import Grouped, _
from services.messages import counted
from ui.table.columns import EMPTY
from ui.table.source import Summary, Total
from ui.table.table_model import TableModel
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import Button
from ui.widgets.text import Text

Derived = Callable[[Mapping[str, Total]], Sequence[tuple[str, str]]]


class TotalsBar(QWidget):
    """Sums of the filtered rows; of the ticked ones as soon as more than one is ticked.

    `counted` is a pair from `NN_` such as ``("{count} order", "{count} orders")``; `derived` makes
    further (label, value) pairs out of the totals, such as a margin.
    """

    def __init__(
        self, model: TableModel, counted: tuple[str, str], derived: Derived | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._counted = counted
        self._derived = derived
        self._pairs: list[tuple[Text, Text]] = []
        self._filled: tuple[tuple[tuple[str, str], ...], str] = ((), "")
        self._of_selection: Summary | None = None
        self._missing = "…"
        self._is_refused = False
        self.setFixedHeight(current_theme().sizes["footer"])
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(space.M, space.HAIRLINE, space.L, 0)
        row.setSpacing(space.S)
        self.left = Text("", "body", "text2")
        row.addWidget(self.left)
        row.addStretch(1)
        self._row, self._sums = row, QHBoxLayout()
        self._sums.setSpacing(space.S)
        row.addLayout(self._sums)
        self._parts: tuple[QWidget, ...] = ()
        model.summary_changed.connect(self._summary_changed)
        model.selection.changed.connect(self._ticks_changed)
        model.failed.connect(self._not_counted)
        self._show()

    def add(self, parts: Sequence[QWidget]) -> None:
        """Put what can be done with the rows, or words about them, at the end of the line, behind the sums."""
        self._parts = tuple(parts)
        for part in parts:
            if isinstance(part, Button):
                part.set_height(current_theme().sizes["control_small"])
            self._row.addWidget(part)

    def values(self) -> list[tuple[str, str]]:
        """The labels and values on the bar."""
        return [(label.text(), value.text()) for label, value in self._pairs]

    @Slot()
    def _summary_changed(self) -> None:
        self._is_refused = self._is_refused and self._model.summary is None
        self._ticks_changed()

    @Slot(object)
    def _not_counted(self, _error: BaseException) -> None:
        """What went wrong is said in place of the rows; here nobody waits for a count that does not come."""
        self._is_refused = True
        self._show()

    @Slot()
    def _ticks_changed(self) -> None:
        self._of_selection = None
        self._missing = "…"
        if self._model.selection.count > 1:
            self._model.sum_selection(self._sum_arrived, self._sum_failed)
        self._show()

    def _sum_arrived(self, summary: Summary) -> None:
        self._of_selection = summary
        self._show()

    def _sum_failed(self, error: BaseException) -> None:
        """The rows themselves are fine: leave them on screen, only without these sums."""
        logging.getLogger(__name__).warning("the totals of the selection could not be read", exc_info=error)
        self._missing = EMPTY
        self._show()

    def _show(self) -> None:
        ticked, summary = self._model.selection.count, self._model.summary
        self.left.setText(self._count_words(ticked, summary))
        wanted: list[tuple[str, str]] = []
        if ticked > 1 and self._of_selection is None:
            wanted = [(_(spec.total), self._missing) for spec in self._model.specs if spec.total]
        elif summary is not None:
            totals = (self._of_selection if ticked > 1 and self._of_selection else summary).totals
            wanted = [
                (_(spec.total), spec.total_format(totals[spec.key]) if totals.get(spec.key) else EMPTY)
                for spec in self._model.specs
                if spec.total
            ]
            wanted += self._derived(totals) if self._derived is not None else ()
        tone = "accent_text" if ticked > 1 else "text"
        if (tuple(wanted), tone) != self._filled:  # told of more often than anything changes
            self._filled = (tuple(wanted), tone)
            self._fill(wanted, tone)
        self._arrange()  # the words at the left take more or less room, also where the sums stay as they are

    def _count_words(self, ticked: int, summary: Summary | None) -> str:
        if summary is None:
            return _("Could not be counted") if self._is_refused else _("Counting…")
        total = counted(self._counted, summary.count)
        if not ticked:
            return total
        return _("{selected} of {total} selected").format(selected=Grouped(ticked), total=total)

    def _fill(self, wanted: Sequence[tuple[str, str]], tone: str) -> None:
        while len(self._pairs) < len(wanted):
            label, value = Text("", "body", "text2", self), Text("", "strong", "text", self)
            if self._pairs:
                self._sums.addSpacing(space.L)
            self._sums.addWidget(label)
            self._sums.addWidget(value)
            self._pairs.append((label, value))
        for label, value in self._pairs[len(wanted) :]:
            label.hide()
            value.hide()
        for (label, value), (name, text) in zip(self._pairs, wanted, strict=False):
            label.setText(name)
            value.setText(text)
            value.set_tone(tone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Sums that do not fit are left out from the right; half a number would be a wrong one."""
        room = self.width() - self.left.sizeHint().width() - 60
        room -= sum(part.minimumSizeHint().width() + space.S for part in self._parts if part.isVisibleTo(self))
        for label, value in self._pairs[: len(self._filled[0])]:
            room -= label.sizeHint().width() + value.sizeHint().width() + 32
            label.setVisible(room >= 0)
            value.setVisible(room >= 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painting.painter_for(self)
        painter.fillRect(0, 0, self.width(), 1, current_theme().color("border"))

    def retranslate(self) -> None:
        """Show the words of the language that is on."""
        self._show()
