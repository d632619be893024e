"""Small pieces of the product panel: weeks as bars, a way to something else, a listing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services import formatting
from services.catalog.listings import ListingView
from services.catalog.sold import WeekSales
from services.i18n import NN_, _
from services.messages import counted
from services.types import ListingState
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import IconButton
from ui.widgets.click_area import ClickArea
from ui.widgets.pill import Pill
from ui.widgets.spark_bars import Bar, SparkBars
from ui.widgets.text import Text

_WEEK = NN_("week from {day}: {count} piece", "week from {day}: {count} pieces")
_ROW_HEIGHT = 26


def week_bars(weeks: Sequence[WeekSales]) -> SparkBars:
    """Pieces per week as bars."""
    chart = SparkBars(formatting.integer)
    bars = [
        Bar(formatting.day(week.first), week.pieces, counted(_WEEK, week.pieces, day=formatting.day(week.first)))
        for week in weeks
    ]
    chart.set_bars(bars, _("Pieces per week"), every=4)
    chart.setFixedHeight(86)
    return chart


class LinkRow(ClickArea):
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), painting.painter_for(self)
        if self.is_lit():
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
        column.setContentsMargins(0, space.XXS, 0, space.XXS)
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
        foot.setSpacing(space.XXS)
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
