"""Cards about a review: typing one in, noting a step of its follow-up, choosing and keeping a public reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QPlainTextEdit

from services.channels.queries import ChannelView
from services.i18n import N_, _
from services.reviews.commands import ReviewDraft, add_review, change_bad_stars, edit_review, take_step
from services.reviews.queries import ReviewDetail
from services.reviews.words import RESULT_LABELS, STEP_LABELS
from services.types import FollowResult, FollowStep
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.aftersales.review_columns import stars_words
from ui.theme.apply import current_theme
from ui.widgets.fields import Choice, text_field

_TEXTS = (
    ("order_no", N_("Order no.")), ("external_no", N_("Review no.")), ("code", N_("Code")), ("title", N_("Product")),
    ("variant", N_("Variant")), ("buyer", N_("Buyer")), ("tags", N_("Tags")), ("note", N_("Note")),
)  # fmt: skip
_LINES = 84


def lines_field(words: str = "") -> QPlainTextEdit:
    field = QPlainTextEdit(words)
    field.setFont(current_theme().font("body"))
    field.setFixedHeight(_LINES)
    field.setTabChangesFocus(True)
    return field


class ReviewDialog(FormDialog):
    """A review typed in, or `shown` to be edited; `then` gets the id."""

    topic = "after-sales#reviews"

    def __init__(
        self, context: PageContext, channels: Sequence[ChannelView], then: Callable[[int], object],
        shown: ReviewDetail | None = None,
    ) -> None:  # fmt: skip
        super().__init__(context, _("New review") if shown is None else _("Edit review"), width=640)
        self._then, self._shown = then, shown
        self.channel, self.stars = Choice(), Choice()
        for one in channels:
            self.channel.addItem(one.name, one.id)
        for count in range(5, 0, -1):
            self.stars.addItem(stars_words(count), count)
        if shown is not None:
            self.channel.setCurrentIndex(self.channel.findData(shown.channel_id))
            self.stars.setCurrentIndex(self.stars.findData(shown.rating))
        self.texts = {name: text_field("", (getattr(shown, name) if shown else None) or "") for name, _label in _TEXTS}
        self.texts["external_no"].setPlaceholderText(_("ours"))
        self.words = lines_field((shown.text if shown else None) or "")
        self.added = lines_field((shown.added_text if shown else None) or "")
        named = {name: (name, _(label), self.texts[name]) for name, label in _TEXTS}
        self.add_row(("channel", _("Channel"), self.channel), ("rating", _("Stars"), self.stars), shares=(2, 1))
        self.add_row(named["order_no"], named["external_no"])
        self.add_row(named["title"], named["variant"], named["code"])
        self.add_row(("text", _("Text"), self.words))
        self.add_row(("added_text", _("Added later"), self.added))
        self.add_row(named["buyer"], named["tags"])
        self.add_row(named["note"])
        self.finish_form(_("Save review"))

    def contents(self) -> object:
        return super().contents(), self.words.toPlainText(), self.added.toPlainText()

    def check_and_save(self) -> None:
        """Save what was typed."""
        if self.channel.currentIndex() < 0:
            self.refuse_field("channel", _("Choose the channel."))
            return
        draft = ReviewDraft(self.channel.currentData(), self.stars.currentData())
        draft = replace(draft, **{name: self.text_of(name) for name, _label in _TEXTS})  # type: ignore[arg-type]
        draft = replace(draft, text=self.words.toPlainText(), added_text=self.added.toPlainText())
        if self._shown is None:
            self.run(add_review, draft, then=self._then)
            return
        shown = self._shown
        draft = replace(draft, pictures=shown.pictures, sku_id=shown.sku_id, reviewed_at=shown.reviewed_at)
        self.run(edit_review, shown.id, draft, version=shown.version, then=lambda _value: self._then(shown.id))


class StepDialog(FormDialog):
    """One step of a follow-up, with what was said; the last one with its result."""

    topic = "after-sales#reviews"

    def __init__(self, context: PageContext, shown: ReviewDetail, step: FollowStep) -> None:
        super().__init__(context, _(STEP_LABELS[step]), shown.text or shown.title or "", width=480)
        self._review_id, self._step = shown.id, step
        self.result = Choice()
        for code, words in RESULT_LABELS.items():
            self.result.addItem(_(words), code)
        if step is FollowStep.RESULT:
            self.add_row(("result", _("Result"), self.result))
        self.note = lines_field()
        self.note.setPlaceholderText(_("What was said or offered"))
        self.add_row(("note", _("Note"), self.note))
        self.finish_form(_("Save"))

    def contents(self) -> object:
        return self.note.toPlainText()

    def check_and_save(self) -> None:
        """Keep the step."""
        result = FollowResult(self.result.currentData()) if self._step is FollowStep.RESULT else None
        self.run(
            take_step, self._review_id, self._step, self.note.toPlainText(), result=result
        )  # fmt: skip


class BadStarsDialog(FormDialog):
    """Which reviews are bad: those with so many stars or fewer wait to be followed up."""

    topic = "after-sales#reviews"

    def __init__(self, context: PageContext, bad_stars: int) -> None:
        words = _("Reviews nobody has begun with follow the rule at once.")
        super().__init__(context, _("Which reviews are bad"), words, width=420)
        self.stars = Choice()
        self.stars.addItem(_("None"), 0)
        for count in range(1, 6):
            self.stars.addItem(_("{stars} or fewer").format(stars=stars_words(count)), count)
        self.stars.setCurrentIndex(bad_stars)
        self.add_row(("stars", _("Stars of a bad review"), self.stars))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Keep the rule."""
        self.run(change_bad_stars, self.stars.currentData())
