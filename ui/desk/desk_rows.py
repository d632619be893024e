"""What is in a returned parcel: what should be there, what was counted, and of which quality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from services import formatting
from services.aftersales.desk import Quality, Tally
from services.aftersales.matching_parcels import DeskLine
from services.i18n import N_, _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting

QUALITY_LABELS: dict[Quality, str] = {
    Quality.GOOD: N_("Good"),
    Quality.DEFECTIVE: N_("Defective"),
    Quality.SCRAP: N_("Thrown away"),
    Quality.TO_SUPPLIER: N_("To the supplier"),
}
_HEIGHT = 58
_COUNT_WIDTH = 110


class DeskRow(QWidget):
    """One product; a click makes it the current one."""

    chosen = Signal(int)

    def __init__(self, place: int, line: DeskLine, parent: QWidget) -> None:
        super().__init__(parent)
        self.place, self.line = place, line
        self.counts: dict[Quality, int] = dict.fromkeys(Quality, 0)
        self.is_current = False
        self.setFixedHeight(_HEIGHT)

    @property
    def tone(self) -> str:
        """Grey for nothing, green for as many as expected, amber otherwise."""
        came = sum(self.counts.values())
        if not came:
            return "grey"
        return "green" if came == self.line.expected or self.line.order_line_id is None else "amber"

    def show_counts(self, counts: dict[Quality, int], *, is_current: bool) -> None:
        """What was counted of it, and whether the keys count here."""
        self.counts, self.is_current = dict(counts), is_current
        self.setAccessibleName(f"{self.line.code} {self.line.title}: {self.count_words()} {self.quality_words()}")
        self.update()

    def count_words(self) -> str:
        """“1 / 2”; where nobody knows how many should be there, the pieces alone."""
        came = formatting.integer(sum(self.counts.values()))
        return f"{came} / {formatting.integer(self.line.expected)}" if self.line.expected else came

    def quality_words(self) -> str:
        """“Good 1 · Defective 1”."""
        shown = ((_(QUALITY_LABELS[one]), count) for one, count in self.counts.items() if count)
        return " · ".join(f"{words} {formatting.integer(count)}" for words, count in shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.place)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), painting.painter_for(self)
        box = QRectF(self.rect()).adjusted(2, 3, -2, -3)
        painting.rounded(painter, box, theme.radii["control"], theme.color(f"pill.{self.tone}.background"))
        if self.is_current:
            painting.focus_ring(painter, self.rect().adjusted(2, 3, -2, -3), theme.radii["control"])
        ink = theme.color(f"pill.{self.tone}.word")
        room = self.rect().adjusted(16, 0, -_COUNT_WIDTH - 20, 0)
        top = QRect(room.left(), 10, room.width(), 20)
        name = " ".join(filter(None, (self.line.title, self.line.variant)))
        painting.text(painter, top, name, theme.font("heading"), ink)
        unread = "" if self.line.keys else _("no code: count it with + and −")
        details = " · ".join(filter(None, (self.line.code, self.quality_words(), unread)))
        painting.text(painter, top.translated(0, 20), details, theme.font("caption"), ink)
        counted = QRect(self.width() - _COUNT_WIDTH - 16, 0, _COUNT_WIDTH, self.height())
        painting.text(painter, counted, self.count_words(), theme.font("title"), ink, Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True, slots=True)
class Option:
    """Something a number on the keyboard chooses."""

    words: str
    about: str
    run: Callable[[], object]


class OptionRow(QWidget):
    """A number, what it chooses, and why."""

    def __init__(self, number: int, option: Option, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.option = number, option
        self.setFixedHeight(_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{number} {option.words} {option.about}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.option.run()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), painting.painter_for(self)
        box = QRectF(self.rect()).adjusted(2, 3, -2, -3)
        painting.rounded(painter, box, theme.radii["control"], theme.color("surface"), theme.color("border"))
        badge = QRect(14, (self.height() - 26) // 2, 26, 26)
        painting.rounded(painter, QRectF(badge), theme.radii["control"], theme.color("pill.blue.background"))
        painting.text(painter, badge, str(self.number), theme.font("strong"), theme.color("pill.blue.word"),
                      Qt.AlignmentFlag.AlignCenter)  # fmt: skip
        room = self.rect().adjusted(52, 0, -14, 0)
        if not self.option.about:
            painting.text(painter, room, self.option.words, theme.font("heading"), theme.color("text"))
            return
        top = QRect(room.left(), 10, room.width(), 20)
        painting.text(painter, top, self.option.words, theme.font("heading"), theme.color("text"))
        painting.text(painter, top.translated(0, 20), self.option.about, theme.font("caption"), theme.color("text2"))


class DeskRows(QScrollArea):
    """The products of the parcel, or what can be chosen by number."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[DeskRow, ...] = ()
        self.options: tuple[Option, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_tally(None, 0)

    def sizeHint(self) -> QSize:
        return QSize(400, 260)

    def show_tally(self, tally: Tally | None, current: int) -> None:
        """The products of a parcel and what was counted of them; nothing for None."""
        lines = tally.lines if tally is not None else []
        self.options = ()
        if [row.line for row in self.rows] != lines or not lines:
            inside = QWidget()
            self.rows = tuple(DeskRow(place, line, inside) for place, line in enumerate(lines))
            for row in self.rows:
                row.chosen.connect(self.chosen)
            self._fill(inside, self.rows)
        for row in self.rows:
            if tally is not None:
                row.show_counts(tally.counts[row.place], is_current=row.place == current)
            if row.place == current:
                self.ensureWidgetVisible(row)

    def show_options(self, options: Sequence[Option]) -> None:
        """What can be chosen; the first by 1."""
        inside = QWidget()
        self.rows, self.options = (), tuple(options)
        self._fill(inside, [OptionRow(number, one, inside) for number, one in enumerate(options, start=1)])

    def _fill(self, inside: QWidget, rows: Sequence[QWidget]) -> None:
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, space.S, 0)
        column.setSpacing(0)
        for row in rows:
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
