"""The key figures above a list: number first, comparison in words, a chart at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from services.i18n import _
from services.manual.meanings import place, said
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card
from ui.widgets.text import Text

_AT_EASE, _CLOSE = space.XXL, space.M
"""Pixels between two figures; close together where the strip is too narrow for all words."""
LOW = 620
"""Height of a window, in pixels, below which the list under the strip needs its room more than the figures do."""
ARROWS = {"up": "\u2191", "down": "\u2193", "flat": "\u2192"}


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved: direction ``up``, ``down`` or ``flat``, words, and whether that is good."""

    direction: str
    text: str
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure, ready to show: label, value and, where there is one, its change.

    `key` names its meaning (``services.manual.meanings``), which is shown unless `tooltip` says it with numbers.
    """

    label: str
    value: str
    change: Change | None = None
    tooltip: str = ""
    key: str = ""

    @property
    def meaning(self) -> str:
        """What is said where somebody points at the figure."""
        return self.tooltip or said(self.key)


class KpiStrip(Card):
    """Key figures in a row, a legend under them, a chart beside them; folds into one line.

    In a low window it is folded by itself, until somebody opens it there. What a person wants of it in a high window
    is told by `collapsed_changed`, and is the same when the window is high again.
    """

    collapsed_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=0, spacing=0)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(space.L, space.M, space.XXXL, space.M)
        self._row.setSpacing(space.XL)
        self.body.addLayout(self._row)
        self._left = QVBoxLayout()
        self._left.setSpacing(space.XS)
        self._figures = QHBoxLayout()
        self._figures.setSpacing(_AT_EASE)
        self._legend = QHBoxLayout()
        self._legend.setSpacing(space.M)
        self._left.addLayout(self._figures)
        self._left.addStretch(1)
        self._left.addLayout(self._legend)
        self._row.addLayout(self._left)
        self._row.addStretch(1)
        self._chart: QWidget | None = None
        self._fold = IconButton("caret-up", _("Hide key figures"), self)
        self._fold.set_side(22)
        self._fold.clicked.connect(self._toggle)
        self._kpis: tuple[Kpi, ...] = ()
        self._meanings: tuple[str, ...] = ()
        self._entries: tuple[tuple[str, str], ...] = ()
        self._texts: list[list[Text]] = []  # of each figure
        self._changes: list[Text] = []  # in the line: they give way where it is too long
        self._period = ""
        self._collapsed = False  # as it is shown
        self._wanted_collapsed = self._is_low = self._opened_though_low = False
        self._build_figures()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_kpis(self, kpis: Sequence[Kpi]) -> None:
        """Show these figures; those that stand there already stay, with their widgets."""
        meanings = tuple(kpi.meaning for kpi in kpis)
        if (tuple(kpis), meanings) != (self._kpis, self._meanings):
            self._kpis, self._meanings = tuple(kpis), meanings
            self._build_figures()

    def set_legend(self, entries: Sequence[tuple[str, str]]) -> None:
        """Name the chart's colours: (colour role, words)."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self._build_legend()

    def set_period(self, words: str) -> None:
        """Say which days the figures are about; it stays readable when the strip is folded."""
        if words != self._period:
            self._period = words
            self._rebuild()

    def set_chart(self, chart: QWidget) -> None:
        """Put a chart at the right; it takes the width that is left."""
        if self._chart is not None:
            self._row.removeWidget(self._chart)
            self._chart.deleteLater()
        self._chart = chart
        chart.setFixedHeight(104)
        self._row.insertWidget(1, chart, 100)
        chart.setVisible(not self._collapsed)

    def is_collapsed(self) -> bool:
        """Whether only one line shows."""
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        """Fold into one line, or open, as a person wants it in a window of some height."""
        is_other, self._wanted_collapsed = collapsed != self._wanted_collapsed, collapsed
        self._follow()
        if is_other:
            self.collapsed_changed.emit(collapsed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        above = self.parentWidget()
        if above is not None:
            above.installEventFilter(self)  # installed again, Qt only moves it to the front
        self._look_at_window()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._look_at_window()
        return False

    def _look_at_window(self) -> None:
        is_low = self.window() is not self and self.window().height() < LOW
        if is_low != self._is_low:
            self._is_low, self._opened_though_low = is_low, False
            self._follow()

    def _follow(self) -> None:
        collapsed = not self._opened_though_low if self._is_low else self._wanted_collapsed
        if collapsed == self._collapsed:
            return
        self._collapsed = collapsed
        self.retranslate()
        self._fold.set_icon_name("caret-down" if collapsed else "caret-up")
        self._row.setContentsMargins(
            space.L, space.S if collapsed else space.M, space.XXXL, space.S if collapsed else space.M
        )
        if self._chart is not None:
            self._chart.setVisible(not collapsed)
        self._rebuild()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold.setGeometry(self.width() - 28, 6, 22, 22)
        self._fold.raise_()
        self._space_figures()

    def retranslate(self) -> None:
        """Name the fold button in the language that is on."""
        self._fold.set_name(_("Show key figures") if self._collapsed else _("Hide key figures"))

    def _toggle(self) -> None:
        if self._is_low:  # how it stands in a high window is not chosen here
            self._opened_though_low = self._collapsed
            self._follow()
        else:
            self.set_collapsed(not self._collapsed)

    def _space_figures(self) -> None:
        gaps = max(self._figures.count() - 3, 0)  # the last of them are the stretch and the strut
        wide = sum(self._width(texts) for texts in self._texts)
        edges = self._row.contentsMargins()
        room = self.width() - edges.left() - edges.right() - self._row.spacing()
        if self._chart is not None and not self._collapsed:
            room -= self._chart.minimumSizeHint().width() + self._row.spacing()
        self._figures.setSpacing(_CLOSE if wide + _AT_EASE * gaps > room else _AT_EASE)
        for change in self._changes:
            change.setVisible(wide + _CLOSE * gaps <= room)

    def _rebuild(self) -> None:
        self._build_figures()
        self._build_legend()

    def _build_figures(self) -> None:
        _empty(self._figures)
        self._texts, self._changes = [], []
        if self._collapsed and self._period:
            period = Text(self._period, "caption_strong", "text2", elide=True)
            self._texts.append([period])
            self._figures.addWidget(period)
        for kpi in self._kpis:
            self._figures.addLayout(self._line(kpi) if self._collapsed else self._column(kpi))
        self._figures.addStretch(1)
        self._figures.addStrut(_line_height() if self._collapsed else _column_height())
        self._space_figures()

    def _column(self, kpi: Kpi) -> QLayout:
        column = QVBoxLayout()
        column.setSpacing(space.XXS)
        texts = [_explained(Text(kpi.label, "caption", "text3"), kpi), _explained(Text(kpi.value, "kpi"), kpi)]
        texts[1].setAccessibleName(f"{kpi.label} {kpi.value}")
        if kpi.change is not None:
            texts.append(change_text(kpi.change))
        for text in texts:
            column.addWidget(text)
        column.addStretch(1)
        self._texts.append(texts)
        return column

    def _line(self, kpi: Kpi) -> QLayout:
        line = QHBoxLayout()
        line.setSpacing(space.S)
        label, value = _explained(Text(kpi.label, "caption", "text3", elide=True), kpi), Text(kpi.value, "strong")
        value.setAccessibleName(f"{kpi.label} {kpi.value}")
        change = change_text(kpi.change) if kpi.change is not None else None
        whole = " ".join((kpi.label, kpi.value, *((change.text(),) if change is not None else ())))
        for text in (label, _explained(value, kpi)):
            text.setToolTip("\n".join(filter(None, (whole, kpi.meaning))))  # what gave way is read there
            line.addWidget(text)
        if change is not None:
            self._changes.append(change)
            line.addWidget(change)
        self._texts.append([one for one in (label, value, change) if one is not None])
        return line

    def _width(self, texts: Sequence[Text]) -> int:
        """What a figure wants with all its words, also those that are hidden now; pixels."""
        widths = [one.sizeHint().width() for one in texts]
        return sum(widths) + space.S * (len(widths) - 1) if self._collapsed else max(widths)

    def _build_legend(self) -> None:
        _empty(self._legend)
        if self._collapsed:
            return
        if self._period:
            self._legend.addWidget(Text(self._period, "caption_strong", "text2"))
        for role, words in self._entries:
            self._legend.addWidget(LegendEntry(role, words))
        self._legend.addStretch(1)


class LegendEntry(QWidget):
    """A small square in a chart colour and what it stands for."""

    def __init__(self, role: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role, self._words = role, words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(14 + painting.text_width(self._words, current_theme().font("caption")) + 2, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painting.rounded(painter, QRectF(0, self.height() / 2 - 4, 8, 8), 2, theme.color(self._role))
        words = self.rect().adjusted(14, 0, 0, 0)
        painting.text(painter, words, self._words, theme.font("caption"), theme.color("text2"))


def change_text(change: Change) -> Text:
    """The change as arrow and words, green for good, red for bad."""
    tone = "text2" if change.good is None else "pos" if change.good else "neg"
    return Text(f"{ARROWS[change.direction]} {change.text}", "caption", tone)


def _column_height() -> int:
    """What a figure and its name need: the strip has it from the beginning, and nothing below moves when they come."""
    return _line_height("caption") + space.XXS + _line_height("kpi")


def _line_height(role: str = "strong") -> int:
    return QFontMetrics(current_theme().font(role)).height()


def _explained(text: Text, kpi: Kpi) -> Text:
    text.setToolTip(kpi.meaning)
    text.setAccessibleDescription(kpi.meaning)
    text.setProperty("manual", place(kpi.key) if kpi.key else "")
    return text


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _empty(inner)
