"""The owner's own checklists: made of a launch or typed, changed and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.growth.launch_queries import LaunchView
from services.growth.launch_words import (
    LAUNCH_STAGES,
    LaunchTemplate,
    TemplateStep,
    delete_launch_template,
    keep_launch_template,
    usual_template,
)
from services.i18n import _
from services.types import LaunchStage
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.pages.work import run
from ui.theme import space
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text

_DAYS_WIDTH, _STAGE_WIDTH, _HEIGHT = 64, 110, 560


class TemplateRow(QWidget):
    """One step: its stage, what is to be done, and how many days after the launch (before it: negative)."""

    def __init__(self, step: TemplateStep) -> None:
        super().__init__()
        self.stage = Choice()
        for stage, words in LAUNCH_STAGES.items():
            self.stage.addItem(_(words), stage)
        self.stage.setCurrentIndex(list(LAUNCH_STAGES).index(step.stage))
        self.title = text_field(_("What is to be done"), step.title)
        self.title.setCursorPosition(0)  # the beginning of a long step is read, not its end
        self.days = text_field("", "" if step.days is None else str(step.days))
        self.days.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.remove = IconButton("trash", _("Take this step away"))
        for field, words in (
            (self.stage, _("Stage")),
            (self.title, _("Step")),
            (self.days, _("Days after the launch")),
        ):
            field.setAccessibleName(words)
        self.days.setToolTip(_("Days after the launch; before it with a minus; empty: on no day."))
        self.stage.setFixedWidth(_STAGE_WIDTH)
        self.days.setFixedWidth(_DAYS_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        for place in (self.stage, self.title, self.days, self.remove):
            row.addWidget(place, 1 if place is self.title else 0)

    def step(self) -> TemplateStep | None:
        """The step as typed; None where the days cannot be read."""
        typed = self.days.text().strip().replace("\u2212", "-")
        stage, title = LaunchStage(self.stage.currentData()), self.title.text().strip()
        if not typed:
            return TemplateStep(stage, title, None)
        digits = typed.removeprefix("-")
        return TemplateStep(stage, title, int(typed)) if digits.isascii() and digits.isdigit() else None


class TemplateDialog(FormDialog):
    """One checklist at a time, chosen above; saved under its name, so another name makes another one."""

    topic = "growth#launches"

    def __init__(
        self, context: PageContext, templates: Sequence[LaunchTemplate], begun: LaunchTemplate | None = None
    ) -> None:
        why = _("A new launch begins with one of them. Days count from the launch day.")
        super().__init__(context, _("Checklists"), why, width=640, height=_HEIGHT)
        self._own = {one.name: one for one in templates}
        self.lines: list[TemplateRow] = []
        self._loaded: object = None
        self.chosen = Choice()
        known = [*templates, usual_template()] if begun is None else [begun, *templates, usual_template()]
        self._known = known
        for one in known:
            self.chosen.addItem(one.name)
        self.name = text_field(_("Name"))
        self.add_row(("chosen", _("Begin with"), self.chosen), ("name", _("Name"), self.name))
        self._list = QVBoxLayout()
        self._list.setSpacing(space.S)
        self.more = LinkButton(_("Add a step"), "plus")
        self.more.clicked.connect(
            lambda _on=False: self.add_step(TemplateStep(LaunchStage.IDEA, "", None)).title.setFocus()
        )
        inside = QWidget()
        column = column_of(inside, spacing=space.S)
        column.addWidget(Text(_("Stage, step, days after the launch"), "caption", "text3"))
        column.addLayout(self._list)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        scroll = PlainScroll()
        scroll.put(inside)
        self.body.addWidget(scroll, 1)
        self.remove = self.add_left(_("Delete"), "trash", self._delete)
        self.finish_form(_("Save checklist"))
        self.chosen.currentIndexChanged.connect(self._load)
        self._load(0)

    def contents(self) -> object:
        return self.name.text(), tuple(row.step() for row in self.lines)

    def is_dirty(self) -> bool:
        return self.contents() != self._loaded

    def add_step(self, step: TemplateStep) -> TemplateRow:
        """One more step at the end."""
        row = TemplateRow(step)
        row.remove.clicked.connect(partial(self._remove, row))
        self.lines.append(row)
        self._list.addWidget(row)
        return row

    def check_and_save(self) -> None:
        """Check the days, then keep the checklist."""
        found = [row.step() for row in self.lines]
        wrong = next((row for row, step in zip(self.lines, found, strict=True) if step is None), None)
        if wrong is not None:
            wrong.days.setFocus()
            self.refuse_days()
            return
        steps = tuple(step for step in found if step is not None)
        self.run(keep_launch_template, LaunchTemplate(self.name.text(), steps))

    def refuse_days(self) -> None:
        """Say that days are whole numbers."""
        self.say_words(_("Days are whole numbers, with a minus before the launch."))

    def _load(self, place: int) -> None:
        for row in tuple(self.lines):
            self._remove(row)
        one = self._known[place]
        self.name.setText(one.name)
        for step in one.steps:
            self.add_step(step)
        self.remove.setVisible(one.name in self._own)
        self._loaded = self.contents()

    def _remove(self, row: TemplateRow, _on: bool = False) -> None:
        self.lines.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _delete(self) -> None:
        name = self._known[self.chosen.currentIndex()].name
        run(self.context, self, delete_launch_template, name, then=lambda _value: self.accept())


def template_of(launch: LaunchView) -> LaunchTemplate:
    """A checklist made of the steps of a launch."""
    day = launch.draft.launch_on
    steps = tuple(
        TemplateStep(one.stage, one.title, None if day is None or one.due_on is None else (one.due_on - day).days)
        for one in launch.steps
    )
    return LaunchTemplate(launch.draft.name, steps)
