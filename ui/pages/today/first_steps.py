"""The card of Today that leads a new shop from its first file to its first parcel; it knows by itself what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from services.i18n import N_, _
from services.today.first_steps import FirstStep
from ui.pages.today.rows import WorkRow, arrow_box
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.buttons import IconButton, LinkButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.text import Text

Go = Callable[..., object]
_HEIGHT, _COLUMNS = 38, 2


@dataclass(frozen=True, slots=True)
class Guide:
    """What a step is called, why it is worth doing, and where it leads (page, what is wanted there, an action)."""

    words: str
    why: str
    page: str
    wanted: dict[str, Any] = field(default_factory=dict)
    action: str = ""


GUIDES: dict[FirstStep, Guide] = {
    FirstStep.IMPORT: Guide(N_("Import your orders"), N_("the files of your shops' back-ends"), "import"),
    FirstStep.LINK: Guide(
        N_("Say what the codes mean"), N_("once for each product"), "products", {"view": "unlinked"}
    ),
    FirstStep.STOCK: Guide(
        N_("Enter stock and costs"), N_("from your own Excel, too"), "inventory", {"section": "stock", "opening": True}
    ),
    FirstStep.PRINT: Guide(
        N_("Print packing lists"), N_("choose the orders, then Print"), "orders", {"view": "to_ship"}, "orders.print"
    ),
    FirstStep.TRACK: Guide(
        N_("Enter tracking numbers"), N_("type, scan or paste them"), "orders", {"view": "to_ship"}, "orders.tracking"
    ),
    FirstStep.SHIP_FILE: Guide(
        N_("Write a ship file"), N_("tells the platform what left"), "orders", {"view": "shipped"}, "orders.ship_file"
    ),
    FirstStep.BACKUP: Guide(
        N_("Choose a second backup folder"), N_("on a stick or another disk"), "settings", {"section": "backups"}
    ),
}  # fmt: skip


class FirstStepsCard(Card):
    """The steps, folded to the next one or all of them; `hidden` when a person wants to see them no more."""

    dismissed = Signal()
    unfolded = Signal(bool)

    def __init__(self, done: frozenset[FirstStep], go: Go, *, is_open: bool, is_first_day: bool) -> None:
        super().__init__(padding=space.HAIRLINE, spacing=0)
        self.done, self._go = done, go
        self.body.addLayout(self._head(is_open, is_first_day))
        if is_open:
            self.body.addWidget(self._steps())

    @property
    def next_step(self) -> FirstStep | None:
        """The first step that is not done."""
        return next((step for step in FirstStep if step not in self.done), None)

    def _head(self, is_open: bool, is_first_day: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(space.L, space.S, space.S, space.S)
        row.setSpacing(space.M)
        row.addWidget(Text(_("Your shop is ready") if is_first_day else _("First steps"), "section"))
        said = _("{done} of {all} steps are done").format(done=len(self.done), all=len(FirstStep))
        row.addWidget(Text(said, "body", "text2", elide=True), 1)
        step = self.next_step
        if step is not None and not is_open:
            button = SecondaryButton(_("Next: {step}").format(step=_(GUIDES[step].words)), "caret-right")
            button.setObjectName("first_steps.next")
            button.set_height(30)
            button.clicked.connect(partial(self._open, step))
            row.addWidget(button)
        fold = LinkButton(_("Fewer") if is_open else _("All steps"))
        fold.setObjectName("first_steps.fold")
        fold.clicked.connect(partial(self._fold, not is_open))
        if is_first_day:
            fold.hide()
        away = IconButton("x", _("Hide the first steps; Settings brings them back"))
        away.setObjectName("first_steps.hide")
        away.set_side(current_theme().sizes["control_small"])
        away.clicked.connect(self._dismiss)
        row.addWidget(fold)
        row.addWidget(away)
        return row

    def _steps(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, space.S)
        grid.setSpacing(0)
        steps = list(FirstStep)
        half = -(-len(steps) // _COLUMNS)
        for place, step in enumerate(steps):
            guide = GUIDES[step]
            row = StepRow(f"{place + 1}  {_(guide.words)}", _(guide.why), is_done=step in self.done)
            row.setObjectName(f"first_steps.{step.value}")
            row.clicked.connect(partial(self._open, step))
            grid.addWidget(row, place % half, place // half)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        return box

    def _open(self, step: FirstStep, _on: bool = False) -> None:
        guide = GUIDES[step]
        self._go(guide.page, guide.wanted, guide.action)

    def _fold(self, is_open: bool, _on: bool = False) -> None:
        self.unfolded.emit(is_open)

    def _dismiss(self, _on: bool = False) -> None:
        self.dismissed.emit()


class StepRow(WorkRow):
    """One step with its tick; a click goes to where it is done."""

    def __init__(self, words: str, why: str, *, is_done: bool) -> None:
        done = _("done")
        super().__init__("green" if is_done else "grey", "", words, done if is_done else why)
        self.is_done = is_done
        self.setAccessibleName(f"{words} – {done}" if is_done else words)

    def sizeHint(self) -> QSize:
        return QSize(300, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        if self.is_lit():
            painting.rounded(painter, QRectF(self.rect()).adjusted(6, 2, -6, -2), 7, theme.color("hover"))
        middle = self.height() // 2
        mark, tone = ("check-circle", "pos") if self.is_done else ("circle", "text3")
        paint_icon(painter, QRect(16, middle - 9, 18, 18), mark, tone)
        arrow = arrow_box(self.rect())
        paint_icon(painter, arrow, "caret-right", "text3")
        room = arrow.left() - 10 - 44
        said = min(room, painting.text_width(self.text(), theme.font("body")) + 1)
        shade = "text2" if self.is_done else "text"
        painting.text(painter, QRect(44, 0, said, self.height()), self.text(), theme.font("body"), theme.color(shade))
        rest = QRect(44 + said + 12, 0, room - said - 12, self.height())
        if rest.width() > painting.text_width(self._remark, theme.font("caption")) // 2:
            painting.text(painter, rest, self._remark, theme.font("caption"), theme.color("text2"))
        if self.hasFocus():
            painting.focus_ring(painter, self.rect().adjusted(4, 2, -4, -2), 7)
