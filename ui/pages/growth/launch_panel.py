"""One launch whole, at the right: its steps to be ticked, its cost sheet, and what the first 30 days brought."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.growth.launch_queries import FIRST_DAYS, LaunchView, StepView
from services.growth.launch_words import LAUNCH_STAGES
from services.i18n import Grouped, _
from ui.pages.growth.launch_words import (
    break_even_formula,
    break_even_words,
    left_formula,
    margin_words,
    state_of,
)
from ui.theme import space
from ui.widgets.buttons import IconButton, LinkButton, PrimaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.fields import CheckBox
from ui.widgets.spark_bars import Bar, SparkBars
from ui.widgets.text import Text

_CHART_HEIGHT, _GAP, _AIR = 96, space.S, space.XXS


class StepRow(QWidget):
    """One step: a box to tick, what is to be done, its day, and a way to change it."""

    ticked = Signal(int, bool)
    edit_wanted = Signal(int)

    def __init__(self, step: StepView) -> None:
        super().__init__()
        self.step = step
        self.box = CheckBox()
        self.box.setChecked(step.done_on is not None)
        stage = _(LAUNCH_STAGES[step.stage])
        self.box.setAccessibleName(f"{stage} · {step.title}")
        self.box.clicked.connect(lambda on: self.ticked.emit(step.id, bool(on)))
        self.edit = IconButton("pencil-simple", _("Edit the step"))
        self.edit.set_side(26)
        self.edit.clicked.connect(lambda _on=False: self.edit_wanted.emit(step.id))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._said = (
            Text(step.title, "body", "text3" if step.done_on is not None else "text", wrap=True),
            Text(self._remark(), "caption", "neg" if step.is_late else "text2", wrap=True),
        )
        for said in self._said:
            words.addWidget(said)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, _AIR, 0, _AIR)
        row.setSpacing(_GAP)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width() - self.box.sizeHint().width() - self.edit.sizeHint().width() - 2 * _GAP
        self.setFixedHeight(sum(said.heightForWidth(width) for said in self._said) + 2 * _AIR)

    def _remark(self) -> str:
        step = self.step
        if step.done_on is not None:
            when = _("done {day}").format(day=formatting.day(step.done_on))
        elif step.due_on is not None:
            form = _("due {day}, late") if step.is_late else _("due {day}")
            when = form.format(day=formatting.day(step.due_on))
        else:
            when = ""
        return " · ".join(part for part in (_(LAUNCH_STAGES[step.stage]), when, step.note or "") if part)


class LaunchPanel(DetailPanel):
    """`wanted` carries ``edit``, ``costs``, ``review``, ``step``, ``keep``, ``close`` or ``delete``.

    `ticked` carries a step and whether it is done, `step_wanted` one to be changed, `product` a SKU to look at.
    """

    wanted = Signal(str)
    ticked = Signal(int, bool)
    step_wanted = Signal(int)
    product = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: LaunchView | None = None
        self.steps: list[StepRow] = []
        self.costs, self.review = PrimaryButton(""), IconButton("note-pencil", _("Look back…"))
        self.edit = IconButton("pencil-simple", _("Edit the launch"))
        self.close_launch = IconButton("archive", _("Close the launch"))
        self.remove = IconButton("trash", _("Delete"))
        for button, what in ((self.costs, "costs"), (self.review, "review"), (self.edit, "edit"),
                             (self.close_launch, "close"), (self.remove, "delete")):  # fmt: skip
            button.clicked.connect(lambda _on=False, _what=what: self.wanted.emit(_what))
            self.footer.addWidget(button, 1 if button is self.costs else 0)
        self.retranslate()

    def show_launch(self, found: LaunchView) -> None:
        """Show this launch."""
        self.shown = found
        day = found.draft.launch_on
        when = _("no launch day") if day is None else _("Launch {day}").format(day=formatting.day(day))
        self.set_head(found.draft.name, " · ".join(part for part in (when, found.draft.code) if part), can_copy=False)
        self.set_status(*state_of(found))
        over = found.closed_on is not None
        self.close_launch.set_name(_("Take the launch up again") if over else _("Close the launch"))
        self.clear_body()
        self._add_steps(found)
        self._add_costs(found)
        self._add_first_days(found)
        self.add_said((_("Note"), found.draft.note), (_("Looking back"), found.review))
        self.body.addStretch(1)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.costs.setText(_("Cost sheet…"))
        self.review.set_name(_("Look back…"))
        self.edit.set_name(_("Edit the launch"))
        self.remove.set_name(_("Delete"))
        if self.shown is not None:
            self.show_launch(self.shown)

    def _add_steps(self, found: LaunchView) -> None:
        done = _("{done} of {count} steps").format(done=found.done, count=len(found.steps))
        self.add(SectionTitle(_("Steps"), done))
        self.steps = [StepRow(step) for step in found.steps]
        for row in self.steps:
            row.ticked.connect(self.ticked)
            row.edit_wanted.connect(self.step_wanted)
            self.add(row)
        self._add_link(_("Add a step"), "plus", "step")
        self._add_link(_("Keep as a checklist…"), "list-bullets", "keep")

    def _add_costs(self, found: LaunchView) -> None:
        self.add_line()
        self.add(SectionTitle(_("Cost sheet")))
        sheet = found.sheet
        if sheet is None or not found.costs:
            words = _("Type the price and the costs: what is left of a piece is then worked out here.")
            self.add(Text(words, "body", "text2", wrap=True))
            return
        money = formatting.money
        tone = "neg" if sheet.left_minor < 0 else "text"
        left = f"{money(sheet.left_minor, found.currency)} · {margin_words(sheet)}"
        self.add(KeyValueRow(_("Price"), money(sheet.price_minor, found.currency)))
        self.add(KeyValueRow(_("Left of a piece"), left, strong=True, tone=tone))
        self.add(Text(left_formula(sheet, found.currency), "caption", "text3", wrap=True))
        self.add(KeyValueRow(_("Break-even"), break_even_words(sheet), strong=True))
        if sheet.once_minor:
            self.add(Text(break_even_formula(sheet, found.currency), "caption", "text3", wrap=True))

    def _add_first_days(self, found: LaunchView) -> None:
        self.add_line()
        self.add(SectionTitle(_("First 30 days")))
        days = found.first_days
        if days is None:
            if found.sku_id is None:
                words = _("Name the product code: what it sells is then counted from the orders.")
            else:
                words = _("They are counted from the orders, from the launch day on.")
            self.add(Text(words, "body", "text2", wrap=True))
            return
        if days.pieces:
            self.add(self._chart(found))
        over = _("{done} of {count}").format(done=min(len(days.pieces_by_day), FIRST_DAYS), count=FIRST_DAYS)
        rows = [
            (_("Days so far"), over), (_("Orders"), formatting.integer(days.orders)),
            (_("Pieces"), formatting.integer(days.pieces)),
            (_("Sales"), formatting.money(days.amount_minor, found.currency)),
        ]  # fmt: skip
        sheet = found.sheet
        if sheet is not None and found.costs:
            rows.append(
                (_("Left after what was paid once"), formatting.money(sheet.profit(days.pieces), found.currency))
            )
        for name, value in rows:
            self.add(KeyValueRow(name, value))
        if sheet is not None and sheet.break_even:
            missing = max(sheet.break_even - days.pieces, 0)
            to_go = _("{count} pieces to break-even.").format(count=Grouped(missing))
            words = to_go if missing else _("Break-even is reached.")
            self.add(Text(words, "caption", "pos" if not missing else "text2", wrap=True))
        if found.sku_id is not None:
            button = LinkButton(_("Show the product"), "package")
            button.set_flush()
            button.clicked.connect(lambda _on=False, sku_id=found.sku_id: self.product.emit(sku_id))
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _chart(self, found: LaunchView) -> SparkBars:
        chart = SparkBars(formatting.integer)
        chart.setFixedHeight(_CHART_HEIGHT)
        first, days = found.draft.launch_on or found.today, found.first_days
        bars = []
        for number, pieces in enumerate(days.pieces_by_day if days is not None else ()):
            day = formatting.day(first + timedelta(days=number))
            bars.append(Bar(day, max(pieces, 0), f"{day}: {formatting.integer(pieces)}"))
        chart.set_bars(bars, _("Pieces day by day since the launch"), every=7)
        return chart

    def _add_link(self, words: str, icon: str, what: str) -> None:
        button = LinkButton(words, icon)
        button.set_flush()
        button.clicked.connect(lambda _on=False: self.wanted.emit(what))
        self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
