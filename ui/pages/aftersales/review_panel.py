"""One review at the right: what the buyer wrote, what was answered, and each step of the follow-up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.i18n import N_, _
from services.reviews.queries import ReviewDetail, StepView
from services.reviews.words import RESULT_LABELS, STATE_LABELS, STEP_LABELS
from services.types import FollowState
from ui.pages.aftersales.review_columns import STATE_TONES, buyer_shown, stars_words
from ui.theme import space
from ui.theme.icons import icon
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text

_NEXT = {
    FollowState.NONE: ("contacted", N_("Contacted…")),
    FollowState.OPEN: ("contacted", N_("Contacted…")),
    FollowState.CONTACTED: ("offered", N_("Offer…")),
    FollowState.OFFERED: ("result", N_("Result…")),
    FollowState.SETTLED: ("note", N_("Note…")),
}
MENU = (
    ("contacted", N_("Note a contact…"), "phone"),
    ("offered", N_("Note an offer…"), "gift"),
    ("result", N_("Note the result…"), "check-circle"),
    ("note", N_("Add a note…"), "note-pencil"),
    ("edit", N_("Edit…"), "pencil-simple"),
    ("order", N_("Show the order"), "receipt"),
    ("delete", N_("Delete"), "trash"),
)


class ReviewPanel(DetailPanel):
    """`wanted` carries what the person chose to do; `step_removed` the step to take back."""

    wanted = Signal(str)
    step_removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: ReviewDetail | None = None
        self._zone, self._masked = "", True
        self.step = PrimaryButton("", "phone")
        self.step.clicked.connect(lambda _on=False: self._next())
        self.reply = SecondaryButton(_("Reply…"), "chat-circle-text")
        self.reply.clicked.connect(lambda _on=False: self.wanted.emit("reply"))
        self.more = IconButton("dots-three", _("More actions"))
        self.more.clicked.connect(lambda _on=False: self.open_more())
        for widget, stretch in ((self.step, 1), (self.reply, 0), (self.more, 0)):
            self.footer.addWidget(widget, stretch)

    def show_review(self, found: ReviewDetail, zone: str, *, masked: bool) -> None:
        """Show this review; times are in `zone`, the buyer is hidden where `masked`."""
        self.shown, self._zone, self._masked = found, zone, masked
        buyer = buyer_shown(found.buyer, masked=masked)
        about = " · ".join(filter(None, (found.channel, buyer, self._time(found))))
        self.set_head(stars_words(found.rating), about, can_copy=False)
        is_followed = found.follow is not FollowState.NONE
        self.set_status(_(STATE_LABELS[found.follow]) if is_followed else "", STATE_TONES[found.follow])
        self.clear_body()
        self._add_words(found)
        self._add_facts(found)
        self._add_steps(found)
        self.step.setText(_(_NEXT[found.follow][1]))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.reply.setText(_("Reply…"))
        self.more.set_name(_("More actions"))
        if self.shown is not None:
            self.show_review(self.shown, self._zone, masked=self._masked)

    def open_more(self) -> PassingMenu:
        """The menu of everything that can be done with the review."""
        menu = PassingMenu(self)
        has_order = self.shown is not None and self.shown.order_id is not None
        for what, words, name in MENU:
            if what != "order" or has_order:
                menu.addAction(icon(name), _(words)).triggered.connect(partial(self._chosen, what))
        menu.open_above(self.more)
        return menu

    def _chosen(self, what: str, _on: bool = False) -> None:
        self.wanted.emit(what)

    def _next(self) -> None:
        if self.shown is not None:
            self.wanted.emit(_NEXT[self.shown.follow][0])

    # --- parts -----------------------------------------------------------------------------------

    def _add_words(self, found: ReviewDetail) -> None:
        self.add(Text(found.text or _("The buyer gave stars and wrote nothing."), "body",
                      "text" if found.text else "text3", wrap=True))  # fmt: skip
        if found.added_text:
            self.add(SectionTitle(_("Added later")))
            self.add(Text(found.added_text, "body", wrap=True))
        if found.reply:
            self.add_line()
            self.add(SectionTitle(_("Public reply")))
            self.add(Text(found.reply, "body", "text2", wrap=True))

    def _add_facts(self, found: ReviewDetail) -> None:
        facts = (
            (_("Product"), found.title or found.own_title),
            (_("Variant"), found.variant),
            (_("Own product"), found.own_title if found.title and found.own_title != found.title else None),
            (_("Code"), found.code),
            (_("Order no."), found.order_no),
            (_("Tags"), found.tags),
            (_("Review no."), found.external_no),
        )
        self.add_line()
        for name, value in facts:
            if value:
                self.add(KeyValueRow(name, value))
        if found.note:
            self.add(Text(found.note, "body", "text2", wrap=True))

    def _add_steps(self, found: ReviewDetail) -> None:
        if found.steps:
            self.add_line()
            self.add(SectionTitle(_("Follow-up")))
        for step in found.steps:
            self.add(_StepRow(step, self._zone, self.step_removed.emit))

    def _time(self, found: ReviewDetail) -> str:
        return "" if found.reviewed_at is None else formatting.instant(found.reviewed_at, self._zone)


class _StepRow(QWidget):
    """What was done and when, what was said, and the way to take it back."""

    def __init__(self, step: StepView, zone: str, remove: Callable[[int], object]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space.XXS, 0, space.XS)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(space.S)
        words = _(STEP_LABELS[step.step]) if step.result is None else _(RESULT_LABELS[step.result])
        self.button = IconButton("x", _("Take this step back"))
        self.button.clicked.connect(lambda _on=False: remove(step.id))
        row.addWidget(Text(words, "strong", elide=True), 1)
        row.addWidget(Text(formatting.instant(step.at, zone), "caption", "text3"))
        row.addWidget(self.button)
        column.addLayout(row)
        if step.note:
            column.addWidget(Text(step.note, "body", "text2", wrap=True))
