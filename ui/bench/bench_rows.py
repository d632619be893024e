"""The items of a parcel on the bench: what has to go in, and how much of it is in, as figures and in colour."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from services import formatting
from services.fulfilment.verifying import BenchItem, Verification
from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import IconButton

_HEIGHT = 58
_COUNT_WIDTH = 150


class BenchRow(QWidget):
    """One item; a click on plus or minus counts it by hand where its barcode cannot be read."""

    stepped = Signal(int, int)

    def __init__(self, place: int, item: BenchItem, parent: QWidget) -> None:
        super().__init__(parent)
        self.place, self.item = place, item
        self.count = 0
        self.setFixedHeight(_HEIGHT)
        self.less, self.more = IconButton("minus", _("One less"), self), IconButton("plus", _("One more by hand"), self)
        self.less.clicked.connect(self._less)
        self.more.clicked.connect(self._more)
        for button in (self.less, self.more):
            button.set_side(current_theme().sizes["control_small"])
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_count(0)

    @property
    def tone(self) -> str:
        """The colour of its state: grey for nothing in, amber for too few, green for all."""
        return "green" if self.count >= self.item.quantity else "amber" if self.count else "grey"

    def show_count(self, count: int) -> None:
        """How many pieces are in the parcel."""
        self.count = count
        name = f"{self.item.code} {self.item.title}"
        said = _("{name}: {count} of {needed}").format(name=name, count=count, needed=self.item.quantity)
        self.setAccessibleName(said)

        self.less.setEnabled(count > 0)
        self.more.setEnabled(count < self.item.quantity)
        self.update()

    def resizeEvent(self, _event: object) -> None:
        top = (self.height() - 28) // 2
        self.more.move(self.width() - 40, top)
        self.less.move(self.width() - 72, top)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), painting.painter_for(self)
        box = QRectF(self.rect()).adjusted(0, 3, 0, -3)
        painting.rounded(painter, box, theme.radii["control"], theme.color(f"pill.{self.tone}.background"))
        ink = theme.color(f"pill.{self.tone}.word")
        room = self.rect().adjusted(14, 0, -_COUNT_WIDTH - 14, 0)
        top = QRect(room.left(), 10, room.width(), 20)
        painting.text(painter, top, self.item.title, theme.font("heading"), ink)
        painting.text(painter, top.translated(0, 20), self._details(), theme.font("caption"), ink)
        counted = QRect(self.width() - _COUNT_WIDTH, 0, 68, self.height())
        words = f"{formatting.integer(self.count)} / {formatting.integer(self.item.quantity)}"
        painting.text(painter, counted, words, theme.font("title"), ink, Qt.AlignmentFlag.AlignRight)

    def _details(self) -> str:
        part_of = _("part of {bundle}").format(bundle=self.item.bundle) if self.item.bundle else ""
        unread = "" if self.item.keys else _("no code: count it by hand")
        return " · ".join(filter(None, (self.item.shelf, self.item.variant, self.item.code, part_of, unread)))

    def _less(self) -> None:
        self.stepped.emit(self.place, -1)

    def _more(self) -> None:
        self.stepped.emit(self.place, 1)


class BenchRows(QScrollArea):
    """All items of the parcel, one below the other."""

    stepped = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[BenchRow, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(_("Items of the parcel"))
        self.show_items(Verification(()))

    def sizeHint(self) -> QSize:
        return QSize(400, 240)

    def show_items(self, verification: Verification) -> None:
        """Another parcel is on the bench."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, space.S, 0)
        column.setSpacing(0)
        self.rows = tuple(BenchRow(place, item, inside) for place, item in enumerate(verification.items))
        for row in self.rows:
            row.stepped.connect(self.stepped)
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.show_counts(verification)

    def show_counts(self, verification: Verification, now: BenchItem | None = None) -> None:
        """How much of each item is in; the one that was just scanned comes into sight."""
        for row in self.rows:
            row.show_count(verification.packed(row.place))
            if row.item is now:
                self.ensureWidgetVisible(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()
