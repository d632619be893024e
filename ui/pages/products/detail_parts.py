"""Small pieces of the product panel: weeks as bars, a listing, the line of a price, its steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services import formatting
from services.catalog.listings import ListingView
from services.catalog.prices import PRICE_LABELS, PriceStep
from services.catalog.product_page import WeekSales
from services.i18n import NN_, _
from services.messages import render
from services.types import ListingState, PriceField
from ui.dialogs.import_words import counted
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import IconButton
from ui.widgets.pill import Pill
from ui.widgets.spark_bars import Bar, SparkBars
from ui.widgets.text import Text

_WEEK = NN_("week from {day}: {count} piece", "week from {day}: {count} pieces")
_LINE_HEIGHT = 56
_ROW_HEIGHT = 26


def week_bars(weeks: Sequence[WeekSales]) -> SparkBars:
    """Pieces per week as bars."""
    chart = SparkBars(formatting.integer)
    bars = [
        Bar(
            formatting.day(week.first), week.pieces, week.pieces,
            counted(_WEEK, week.pieces, day=formatting.day(week.first)),
        )
        for week in weeks
    ]  # fmt: skip
    chart.set_bars(bars, _("Pieces per week"), every=4)
    chart.setFixedHeight(86)
    return chart


class LinkRow(QAbstractButton):
    """Words that lead somewhere, shortened where they must be, and a remark at the right."""

    def __init__(self, words: str, remark: str, run: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._remark = words, remark
        self.setAccessibleName(f"{words} {remark}".strip())
        self.setToolTip(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _on=False: run())

    def sizeHint(self) -> QSize:
        return QSize(200, _ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, _ROW_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), painting.painter_for(self)
        if self.underMouse():
            painting.rounded(painter, QRectF(self.rect()), theme.radii["control"], theme.color("hover"))
        font = theme.font("body")
        room = painting.text_width(self._remark, font) + 8 if self._remark else 0
        words = QFontMetrics(font).elidedText(self._words, Qt.TextElideMode.ElideRight, self.width() - room)
        painting.text(painter, self.rect().adjusted(0, 0, -room, 0), words, font, theme.color("accent_text"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painting.text(painter, self.rect(), self._remark, font, theme.color("text2"), right)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])


class ListingRow(QWidget):
    """A channel, its state since when, its price; one button switches the state, the other opens the listing."""

    switched = Signal()
    opened = Signal()

    def __init__(self, one: ListingView, zone: str, state: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_sale = one.draft.state is ListingState.ON_SALE
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        head, foot = QHBoxLayout(), QHBoxLayout()
        pill = Pill()
        pill.set(state, "green" if on_sale else "grey")
        head.addWidget(Text(one.channel, "section", elide=True), 1)
        head.addWidget(pill)
        price = formatting.money(one.draft.price_minor, one.currency)
        since = ""
        if one.since is not None:
            since = _("since {day}").format(day=f"{one.since.astimezone(ZoneInfo(zone)):%Y-%m-%d}")
        said = " · ".join(part for part in (price, since) if part)
        foot.setSpacing(2)
        caption = Text(said, "caption", "text2", elide=True)
        caption.setToolTip(one.draft.external_id or "")
        foot.addWidget(caption, 1)
        words = _("Take it off the shelf there") if on_sale else _("Put it on sale there")
        self.switch = IconButton("pause" if on_sale else "play", words)
        self.edit = IconButton("pencil-simple", _("Change this listing"))
        for button, signal in ((self.switch, self.switched), (self.edit, self.opened)):
            button.set_side(26)
            button.clicked.connect(signal)
            foot.addWidget(button)
        column.addLayout(head)
        column.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class PriceLine(QWidget):
    """Price and cost over time as two stepped lines, oldest at the left."""

    def __init__(self, steps: Sequence[PriceStep], currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = {field: _values(steps, field) for field in (PriceField.PRICE, PriceField.COST)}
        self.has_line = any(len(values) > 1 for values in self._lines.values())
        self.setFixedHeight(_LINE_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        said = [
            f"{_(PRICE_LABELS[field])}: {', '.join(formatting.money(value, currency) for _at, value in values)}"
            for field, values in self._lines.items()
            if values
        ]
        self.setAccessibleName("; ".join(said))

    def sizeHint(self) -> QSize:
        return QSize(220, _LINE_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        points = [point for values in self._lines.values() for point in values]
        if not points:
            return
        theme, painter = current_theme(), painting.painter_for(self)
        first, last = min(at for at, _value in points), max(at for at, _value in points)
        highest = max(value for _at, value in points) or 1
        width, height = self.width() - 8, self.height() - 10
        for field, role in ((PriceField.PRICE, "chart.1"), (PriceField.COST, "chart.2")):
            painter.setPen(QPen(theme.color(role), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            before: QPointF | None = None
            for at, value in self._lines[field]:
                x = 4 + (at - first) * width / max(last - first, 1)
                point = QPointF(x, 5 + height - value * height / highest)
                if before is not None:
                    corner = QPointF(point.x(), before.y())
                    painter.drawLine(before, corner)
                    painter.drawLine(corner, point)
                before = point
            if before is not None:
                painter.drawLine(before, QPointF(self.width() - 4, before.y()))


def _values(steps: Sequence[PriceStep], field: PriceField) -> list[tuple[int, int]]:
    """(seconds, amount) of one field, oldest first; what became unknown is left out."""
    return [
        (int(step.at.timestamp()), step.new_minor)
        for step in reversed(steps)
        if step.field is field and step.new_minor is not None
    ]


class PriceSteps(QWidget):
    """The steps in words: what became what, when, why, and by which deed."""

    def __init__(self, steps: Sequence[PriceStep], currency: str, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        for step in steps:
            column.addLayout(_step(step, currency, zone))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


def _step(step: PriceStep, currency: str, zone: str) -> QVBoxLayout:
    head = QHBoxLayout()
    head.setSpacing(8)
    old, new = (formatting.money(amount, currency) or "—" for amount in (step.old_minor, step.new_minor))
    head.addWidget(Text(f"{_(PRICE_LABELS[step.field])}  {old} → {new}", "body"), 1)
    head.addWidget(Text(f"{step.at.astimezone(ZoneInfo(zone)):%Y-%m-%d}", "caption", "text3"))
    box = QVBoxLayout()
    box.setSpacing(0)
    box.addLayout(head)
    why = " · ".join(part for part in (step.reason or "", render(step.operation) if step.operation else "") if part)
    if why:
        box.addWidget(Text(why, "caption", "text2", elide=True))
    return box
