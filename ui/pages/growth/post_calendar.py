"""Posts on the days of a month or of a week: chosen, opened and moved by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from services import formatting
from services.growth.post_queries import PostDays, PostLine
from services.growth.post_words import POST_STATES, outlet_words
from services.i18n import NN_, _
from services.messages import counted
from services.types import PostState
from ui.pages.growth.post_words import outlet_tone
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting

WEEK = 7
_HEAD, _DAY_HEAD, _CHIP, _TALL, _GAP, _PAD = 26, 24, 22, 40, space.XXS, space.XS
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -WEEK, Qt.Key.Key_Down: WEEK}
_MORE = NN_("{count} more", "{count} more")
_COUNTED = NN_("{count} post", "{count} posts")


class PostCalendar(QWidget):
    """Whole weeks from a Monday on. `day` is the day the keyboard is on, `chosen` the post that is marked there.

    Arrow keys go from day to day, Space from post to post, Enter opens the post or begins one, Insert begins one,
    Alt with an arrow moves the post; the same is done with clicks, a double click and by dragging.
    """

    post_opened = Signal(int)
    day_wanted = Signal(object)
    moved = Signal(int, object)
    left = Signal(object)
    """The keyboard goes to a day outside of what is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: PostDays | None = None
        self.day = date.min
        self.chosen: int | None = None
        self._month: int | None = None
        self._pressed: tuple[PostLine, QPoint] | None = None
        self._dragged: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def show_days(self, found: PostDays, month: int | None = None) -> None:
        """Show these days; those outside of `month` are quieter. The keyboard stays on its day where it can."""
        self.found, self._month = found, month
        if not found.first <= self.day <= found.last:
            first = found.first if month is None else next(one for one in self._days() if one.month == month)
            self.day = found.today if found.first <= found.today <= found.last else first
        if self.chosen not in {one.id for one in self.posts_of(self.day)}:
            self.chosen = None
        self._say()
        self.update()

    def posts_of(self, day: date) -> list[PostLine]:
        """The posts of a day by their time."""
        return [one for one in self.found.posts if one.day == day] if self.found is not None else []

    def cell(self, day: date) -> QRect:
        """Where a day stands."""
        weeks, place = self._weeks(), (day - self._first()).days
        row, column = divmod(place, WEEK)
        width, height = self.width() / WEEK, (self.height() - _HEAD) / weeks
        left, top = round(column * width), _HEAD + round(row * height)
        return QRect(left, top, round((column + 1) * width) - left, _HEAD + round((row + 1) * height) - top)

    def chips(self, day: date) -> list[tuple[PostLine, QRect]]:
        """The posts of a day that have room, and where they stand."""
        posts, cell = self.posts_of(day), self.cell(day)
        height = self._chip_height()
        room = max((cell.height() - _DAY_HEAD - _GAP) // (height + _GAP), 1)
        shown = posts if len(posts) <= room else posts[: max(room - 1, 0)]
        top = cell.top() + _DAY_HEAD
        return [
            (one, QRect(cell.left() + 4, top + place * (height + _GAP), cell.width() - 8, height))
            for place, one in enumerate(shown)
        ]

    def go_to(self, day: date) -> None:
        """Put the keyboard on a day; one that is not shown is asked for."""
        if self.found is None:
            return
        self.day, self.chosen = day, None
        if not self.found.first <= day <= self.found.last:
            self.left.emit(day)
        self._say()
        self.update()

    # --- keyboard ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = _STEPS.get(key)
        posts = self.posts_of(self.day)
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move_chosen(posts, step)
        elif step is not None:
            self.go_to(self.day + timedelta(days=step))
        elif key == Qt.Key.Key_Space and posts:
            places = [one.id for one in posts]
            self.chosen = places[(places.index(self.chosen) + 1) % len(places) if self.chosen in places else 0]
            self._say()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and posts:
            self.post_opened.emit(self.chosen if self.chosen is not None else posts[0].id)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Insert):
            self.day_wanted.emit(self.day)
        else:
            super().keyPressEvent(event)

    def _move_chosen(self, posts: Sequence[PostLine], step: int) -> None:
        post = next((one for one in posts if one.id == self.chosen), posts[0] if posts else None)
        if post is not None and _can_move(post):
            self.day += timedelta(days=step)
            self.chosen = post.id
            self.moved.emit(post.id, self.day)

    # --- mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        day, post = self._day_at(spot), self._post_at(spot)
        if day is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.day, self.chosen = day, post.id if post is not None else None
        self._pressed = (post, spot) if post is not None else None
        self._say()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        if self._pressed is not None and _can_move(self._pressed[0]):
            far = (spot - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance()
            if far or self._dragged is not None:
                self._dragged = spot
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.update()
            return
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._post_at(spot) else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, was_dragged = self._pressed, self._dragged is not None
        self._pressed = self._dragged = None
        self.unsetCursor()
        self.update()
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        day = self._day_at(event.position().toPoint())
        if not was_dragged:
            self.post_opened.emit(pressed[0].id)
        elif day is not None and day != pressed[0].day:
            self.day = day
            self.moved.emit(pressed[0].id, day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        day = self._day_at(spot)
        if day is not None and self._post_at(spot) is None:
            self.day_wanted.emit(day)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            day = self._day_at(event.pos())
            post = self._post_at(event.pos())
            words = _words(post) if post is not None else self._day_words(day) if day is not None else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(700, 420)

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painting.rounded(
            painter, QRectF(self.rect()), theme.radii["card"], theme.color("surface"), theme.color("border")
        )
        if self.found is None:
            return
        for day in self._days():
            self._paint_day(painter, day)
        for day in self._days()[:WEEK]:
            box = self.cell(day)
            name = QRect(box.left() + 8, 0, box.width() - 10, _HEAD)
            painting.text(painter, name, formatting.weekday(day), theme.font("caption_strong"), theme.color("text2"))
        if self.hasFocus():
            painting.focus_ring(painter, self.cell(self.day).adjusted(2, 2, -2, -2), theme.radii["control"])
        self._paint_dragged(painter)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        theme, box = current_theme(), self.cell(day)
        target = self._dragged is not None and box.contains(self._dragged)
        if target or day == self.found.today:  # type: ignore[union-attr]
            inner = QRectF(box).adjusted(2, 2, -2, -2)
            painting.rounded(painter, inner, theme.radii["control"], theme.color("hover" if target else "accent_soft"))
        painter.fillRect(QRect(box.left(), box.top(), box.width(), 1), theme.color("border"))
        if box.left() > 0:
            painter.fillRect(QRect(box.left(), box.top(), 1, box.height()), theme.color("border"))
        quiet = self._month is not None and day.month != self._month
        tone = "accent_text" if day == self.found.today else "text3" if quiet else "text"  # type: ignore[union-attr]
        number = formatting.day(day) if day.day == 1 or self._month is None else str(day.day)
        font = theme.font("caption_strong")
        room = QRect(box.left() + 8, box.top() + 3, box.width() - 12, _DAY_HEAD - 4)
        painting.text(painter, room, number, font, theme.color(tone))
        festivals = " · ".join(words for one, words in self.found.festivals if one == day)  # type: ignore[union-attr]
        rest = room.adjusted(painting.text_width(number, font) + 8, 0, 0, 0)
        painting.text(painter, rest, festivals, theme.font("caption"), theme.color("pill.amber.word"))
        chips = self.chips(day)
        for post, place in chips:
            self._paint_chip(painter, post, place)
        hidden = len(self.posts_of(day)) - len(chips)
        if hidden:
            more = QRect(box.left() + 10, box.bottom() - _CHIP, box.width() - 14, _CHIP - 2)
            painting.text(painter, more, counted(_MORE, hidden), theme.font("caption"), theme.color("text2"))

    def _paint_chip(self, painter: QPainter, post: PostLine, place: QRect) -> None:
        theme = current_theme()
        marked = post.id == self.chosen and post.day == self.day
        late = post.state in (PostState.IDEA, PostState.DRAFT) and post.day < self.found.today  # type: ignore[union-attr]
        ground = theme.color("row_sel" if marked else "subtle")
        border = theme.color("accent" if marked else "neg" if late else "border")
        painting.rounded(painter, QRectF(place), theme.radii["checkbox"] + 1, ground, border)
        middle = place.top() + _CHIP // 2
        painting.dot(painter, place.left() + _PAD + 3, middle, 3.5, theme.color(f"pill.{outlet_tone(post.outlet)}.dot"))
        out = post.state in (PostState.POSTED, PostState.DROPPED)
        colour = theme.color("neg" if late else "text2" if out else "text")
        words = " ".join(part for part in (_MARKS[post.state], post.time, post.title) if part)
        room = QRect(place.left() + _PAD + 11, place.top(), place.width() - _PAD - 15, _CHIP)
        painting.text(painter, room, words, theme.font("caption"), colour)
        if place.height() >= _TALL:
            below = room.translated(0, _CHIP - 4)
            state = f"{outlet_words(post.outlet)} · {_(POST_STATES[post.state])}"
            painting.text(painter, below, state, theme.font("caption"), theme.color("text3"))

    def _paint_dragged(self, painter: QPainter) -> None:
        if self._pressed is None or self._dragged is None:
            return
        width = round(self.width() / WEEK) - 8
        painter.setOpacity(0.85)
        self._paint_chip(painter, self._pressed[0], QRect(self._dragged - QPoint(20, 8), QSize(width, _CHIP)))
        painter.setOpacity(1)

    # --- inside ------------------------------------------------------------------------------------

    def _first(self) -> date:
        return self.found.first if self.found is not None else date.min

    def _weeks(self) -> int:
        return ((self.found.last - self.found.first).days + 1) // WEEK if self.found is not None else 1

    def _chip_height(self) -> int:
        return _TALL if self._weeks() == 1 else _CHIP

    def _days(self) -> list[date]:
        return [self._first() + timedelta(days=number) for number in range(self._weeks() * WEEK)]

    def _day_at(self, spot: QPoint) -> date | None:
        if self.found is None or spot.y() < _HEAD:
            return None
        return next((day for day in self._days() if self.cell(day).contains(spot)), None)

    def _post_at(self, spot: QPoint) -> PostLine | None:
        day = self._day_at(spot)
        chips = self.chips(day) if day is not None else []
        return next((post for post, place in chips if place.contains(spot)), None)

    def _day_words(self, day: date) -> str:
        festivals = [words for one, words in self.found.festivals if one == day] if self.found is not None else []
        posts = [_words(one) for one in self.posts_of(day)]
        head = f"{formatting.weekday(day)} {formatting.day(day)}"
        return "\n".join([" · ".join([head, *festivals, counted(_COUNTED, len(posts))]), *posts])

    def _say(self) -> None:
        """Tell screen readers where the keyboard is."""
        if self.found is None:
            return
        post = next((one for one in self.posts_of(self.day) if one.id == self.chosen), None)
        self.setAccessibleName(_words(post) if post is not None else self._day_words(self.day))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))


_MARKS = {PostState.IDEA: "", PostState.DRAFT: "", PostState.POSTED: "\u2713", PostState.DROPPED: "\u2715"}


def _can_move(post: PostLine) -> bool:
    """What is out stands on the day it was posted."""
    return post.state is not PostState.POSTED


def _words(post: PostLine) -> str:
    parts = (post.time, post.title, outlet_words(post.outlet), _(POST_STATES[post.state]))
    return " · ".join(part for part in parts if part)
