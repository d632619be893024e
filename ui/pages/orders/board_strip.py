"""The work board in one line: how many orders stand in each stage, since when, and how many are late."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from services import formatting
from services.i18n import N_, _, join_list
from services.orders.stages import Board, Due, Stage, StageCount
from ui.pages.orders.spans import age_word
from ui.theme import space
from ui.theme.apply import current_theme, theme_signals
from ui.widgets import painting
from ui.widgets.click_area import ClickArea

STAGE_NAMES = {
    Stage.CHECK: N_("To check"),
    Stage.PICK: N_("To pick"),
    Stage.PACK: N_("To pack"),
    Stage.SEND: N_("To send"),
    Stage.SENT: N_("Sent today"),
}
DUE_NAMES = {Due.LATE: N_("Late"), Due.SOON: N_("Within 4 hours"), Due.TODAY: N_("Today")}
_DUE_TONES = {Due.LATE: "red", Due.SOON: "amber", Due.TODAY: "grey"}
_STAGE_TONES = {
    Stage.CHECK: "amber", Stage.PICK: "blue", Stage.PACK: "blue", Stage.SEND: "violet", Stage.SENT: "green",
}  # fmt: skip
_HEIGHT = 32
_PAD, _TIGHT = space.S, space.XS
_GAP = space.S
_SPACE = space.XS


class BoardStrip(QWidget):
    """A button for every stage, every nearness that has orders, and the waves; signals say which was clicked."""

    stage_chosen = Signal(str)
    due_chosen = Signal(str)
    waves_wanted = Signal()
    stopped_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.board, self.stopped_orders = Board(), 0
        self.stages = {stage: _BoardButton(f"pill.{_STAGE_TONES[stage]}.dot") for stage in Stage}
        self.due = {due: _BoardButton(f"pill.{_DUE_TONES[due]}.dot") for due in Due}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space.M, 0, 0)
        row.setSpacing(_SPACE)
        for stage, button in self.stages.items():
            button.clicked.connect(partial(self._stage_clicked, stage))
            row.addWidget(button)
        row.addStretch(1)
        self.stopped = _BoardButton("pill.red.dot")
        self.stopped.is_alarm = True
        self.stopped.clicked.connect(lambda _on=False: self.stopped_wanted.emit())
        row.addWidget(self.stopped)
        for due, button in self.due.items():
            button.clicked.connect(partial(self._due_clicked, due))
            row.addWidget(button)
        self.waves = _BoardButton("pill.blue.dot")
        self.waves.clicked.connect(lambda _on=False: self.waves_wanted.emit())
        row.addWidget(self.waves)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme_signals.changed.connect(self._fit)
        self.hide()

    def show_board(self, board: Board) -> None:
        """Show these counts; without any order between paid and shipped the strip goes away."""
        self.board = board
        self.retranslate()
        self.setVisible(any(count.orders for count in board.stages.values()))

    def show_stopped(self, orders: int) -> None:
        """Say in red that parcels lie here whose buyers want the money back; nothing where there are none."""
        self.stopped_orders = orders
        self.retranslate()

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        tip = _("A refund was asked for orders that are in a parcel or a wave, or have a waybill. A click lists them.")
        self.stopped.show_words(_("Stopped"), formatting.integer(self.stopped_orders), "", tip)
        self.stopped.setVisible(self.stopped_orders > 0)
        for stage, button in self.stages.items():
            self._show_stage(stage, button, self.board.stages.get(stage, StageCount()))
        for due, button in self.due.items():
            count = self.board.due.get(due, 0)
            tip = _("Orders that wait to be sent, by the time they have to leave. A click lists them.")
            button.show_words(_(DUE_NAMES[due]), formatting.integer(count), "", tip)
        tip = _("Orders that are picked in one walk.")
        self.waves.show_words(_("Waves"), formatting.integer(self.board.waves), "", tip)
        self.waves.is_faint = not self.board.waves
        self._fit()

    def _show_stage(self, stage: Stage, button: _BoardButton, count: StageCount) -> None:
        age = age_word(count.oldest_at) if count.oldest_at is not None and stage is not Stage.SENT else ""
        tip = _(_TIPS[stage])
        if age:
            tip = " ".join((tip, _("The oldest was paid {age} ago.").format(age=age)))
        button.show_words(_(STAGE_NAMES[stage]), formatting.integer(count.orders), age, tip)
        button.is_faint = not count.orders

    def _fit(self, *_ignored: object) -> None:
        """Ages are shown where there is room for all; in little room the later deadlines give way."""
        due = [button for due, button in self.due.items() if self.board.due.get(due, 0)]
        always = [self.waves, *self.stages.values(), *([self.stopped] if self.stopped_orders else [])]
        with_age = self._width([*always, *due], with_age=True) <= self.width()
        is_tight = not with_age and self._width([*always, *due]) > self.width()
        for spare in (Due.TODAY, Due.SOON):
            if self.due[spare] in due and is_tight and self._width([*always, *due], is_tight=True) > self.width():
                due.remove(self.due[spare])
        for button in self.due.values():
            button.setVisible(button in due)
        for button in (*always, *due):
            button.set_room(with_age=with_age, is_tight=is_tight)

    @staticmethod
    def _width(buttons: Sequence[_BoardButton], *, with_age: bool = False, is_tight: bool = False) -> int:
        return sum(one.width_of(with_age=with_age, is_tight=is_tight) + _SPACE for one in buttons)

    def _stage_clicked(self, stage: Stage, _on: bool = False) -> None:
        self.stage_chosen.emit(str(stage))

    def _due_clicked(self, due: Due, _on: bool = False) -> None:
        self.due_chosen.emit(str(due))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


_TIPS = {
    Stage.CHECK: N_("Orders on hold."),
    Stage.PICK: N_("Orders on no pick list yet."),
    Stage.PACK: N_("Picked orders without a packing list."),
    Stage.SEND: N_("Packed orders that have not left."),
    Stage.SENT: N_("Orders that left today."),
}


class _BoardButton(ClickArea):
    """A dot, a name, a count, and the age of the oldest where there is room."""

    def __init__(self, dot: str) -> None:
        super().__init__()
        self._dot, self._count, self._age = dot, "", ""
        self._shows_age, self._is_tight = True, False
        self.is_faint = self.is_alarm = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_words(self, name: str, count: str, age: str, tip: str) -> None:
        """Say what is counted, how many there are, and since when the oldest waits."""
        self.setText(name)
        self._count, self._age = count, age
        self.setToolTip(tip)
        self.setAccessibleName(join_list([f"{name} {count}", *([age] if age else [])]))
        self.updateGeometry()
        self.update()

    def set_room(self, *, with_age: bool, is_tight: bool) -> None:
        """Show the age or only name and count, with less room around them where it `is_tight`."""
        if (with_age, is_tight) != (self._shows_age, self._is_tight):
            self._shows_age, self._is_tight = with_age, is_tight
            self.updateGeometry()
            self.update()

    def width_of(self, *, with_age: bool, is_tight: bool = False) -> int:
        """How wide it is with or without the age."""
        theme = current_theme()
        parts = [(self.text(), "body"), (self._count, "strong"), (self._age if with_age else "", "caption")]
        words = sum(painting.text_width(part, theme.font(role)) + _GAP for part, role in parts if part)
        return 2 * (_TIGHT if is_tight else _PAD) + 12 + words - _GAP

    def sizeHint(self) -> QSize:
        return QSize(self.width_of(with_age=self._shows_age, is_tight=self._is_tight), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        fill = theme.color("hover" if self.is_lit() else "surface")
        border = theme.color("pill.red.dot" if self.is_alarm else "border")
        painting.rounded(painter, QRectF(self.rect()), theme.radii["control"], fill, border)
        left = _TIGHT if self._is_tight else _PAD
        painting.dot(painter, left + 3, self.height() / 2, 3, theme.color("text3" if self.is_faint else self._dot))
        x = left + 12
        tones = ("text3", "text3", "text3") if self.is_faint else ("text2", "text", "text3")
        tones = ("neg", "neg", "neg") if self.is_alarm else tones
        shown = (self.text(), self._count, self._age if self._shows_age else "")
        for words, role, tone in zip(shown, ("body", "strong", "caption"), tones, strict=True):
            if words:
                width = painting.text_width(words, theme.font(role))
                painting.text(
                    painter, QRect(x, 0, width + 2, self.height()), words, theme.font(role), theme.color(tone)
                )
                x += width + _GAP
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])
