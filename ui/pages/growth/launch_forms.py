"""The forms of a launch, of one of its steps, and of its review."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from services.formatting import plain_amount
from services.growth.launch_queries import LaunchView, StepView
from services.growth.launch_words import LAUNCH_STAGES, LaunchTemplate, usual_template
from services.growth.launches import (
    LaunchDraft,
    add_launch,
    add_launch_step,
    delete_launch_step,
    edit_launch,
    review_launch,
    set_launch_step,
)
from services.i18n import _
from services.types import LaunchStage
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.growth.words import lines_field
from ui.pages.work import run
from ui.widgets.fields import Choice, FormRow, number_field, text_field


class LaunchDialog(FormDialog):
    """A new launch, or `shown` to be edited; `then` gets the id."""

    topic = "growth#launches"

    def __init__(
        self, context: PageContext, templates: Sequence[LaunchTemplate], currency: str, then: Callable[[int], object],
        shown: LaunchView | None = None,
    ) -> None:  # fmt: skip
        title = _("New launch") if shown is None else _("Edit the launch")
        why = _("Steps are due around the launch day and move with it.")
        super().__init__(context, title, why, width=580)
        self._then, self._shown, self._currency = then, shown, currency
        draft = shown.draft if shown is not None else LaunchDraft("")
        self.name = text_field(_("Ceramic lamp"), draft.name)
        self.day = text_field("2026-11-21", draft.launch_on.isoformat() if draft.launch_on is not None else "")
        self.price = number_field("", plain_amount(draft.price_minor, currency))
        self.code = text_field(_("as soon as there is one"), draft.code or "")
        self.note = text_field("", draft.note or "")
        self.template = Choice()
        self.add_row(("name", _("Name"), self.name))
        self.add_row(
            ("day", _("Launch day"), self.day), ("price", _("Price"), self.price),
            ("code", _("Product code"), self.code),
        )  # fmt: skip
        self._templates = (usual_template(), *templates)
        for one in self._templates:
            self.template.addItem(one.name)
        if shown is None:
            self.add_row(("template", _("Checklist"), self.template))
        self.add_row(("note", _("Note"), self.note))
        self.finish_form(_("Save launch"))

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        readable, day = self.day_of("day")
        price = self.amount_of("price", self._currency)
        if not readable or price is None:
            return
        known = price if self.text_of("price") else None
        draft = LaunchDraft(self.name.text(), day, self.text_of("code"), known, self.text_of("note"))
        if self._shown is None:
            self.run(add_launch, draft, self._templates[self.template.currentIndex()].steps, then=self._then)
        else:
            number = self._shown.id
            self.run(edit_launch, number, draft, version=self._shown.version, then=lambda _value: self._then(number))


class LaunchStepDialog(FormDialog):
    """A new step of a launch, or one changed or deleted."""

    topic = "growth#launches"

    def __init__(self, context: PageContext, launch_id: int, step: StepView | None = None) -> None:
        super().__init__(context, _("New step") if step is None else _("Edit the step"), width=520)
        self._launch_id, self._step = launch_id, step
        self.stage = Choice()
        for stage, words in LAUNCH_STAGES.items():
            self.stage.addItem(_(words), stage)
        self.stage.setCurrentIndex(0 if step is None else list(LAUNCH_STAGES).index(step.stage))
        self.step_title = text_field("", step.title if step is not None else "")
        due = step.due_on.isoformat() if step is not None and step.due_on is not None else ""
        self.day = text_field("2026-11-21", due)
        self.note = text_field("", step.note or "" if step is not None else "")
        self.add_row(("title", _("Step"), self.step_title))
        self.add_row(("stage", _("Stage"), self.stage), ("day", _("Due on"), self.day))
        self.add_row(("note", _("Note"), self.note))
        if step is not None:
            self.remove = self.add_left(_("Delete"), "trash", self._delete)
        self.finish_form(_("Save step"))

    def check_and_save(self) -> None:
        """Check the day, then save."""
        readable, day = self.day_of("day")
        if not readable:
            return
        values = (LaunchStage(self.stage.currentData()), self.step_title.text(), day, self.text_of("note"))
        if self._step is None:
            self.run(add_launch_step, self._launch_id, *values)
        else:
            self.run(set_launch_step, self._step.id, *values)

    def _delete(self) -> None:
        if self._step is not None:
            run(self.context, self, delete_launch_step, self._step.id, then=lambda _value: self.accept())


class LaunchReviewDialog(FormDialog):
    """What came of a launch, in the owner's words."""

    topic = "growth#launches"

    def __init__(self, context: PageContext, launch: LaunchView) -> None:
        super().__init__(context, _("Review of the launch"), launch.draft.name, width=520)
        self._id = launch.id
        self.words = lines_field(launch.review or "")
        self.words.setFixedHeight(140)
        self.body.addWidget(FormRow(_("Looking back"), self.words))
        self.finish_form(_("Save review"))

    def contents(self) -> object:
        return self.words.toPlainText()

    def first_focus(self) -> QWidget | None:
        return self.words

    def check_and_save(self) -> None:
        """Save the words."""
        self.run(review_launch, self._id, self.words.toPlainText())
