"""Public replies to a review: choosing one with a digit, and the shop's own templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import _
from services.reviews.commands import note_reply
from services.reviews.queries import ReviewDetail
from services.reviews.replies import PLACEHOLDERS, Reply, add_reply, change_reply, filled, remove_reply
from ui import said
from ui.dialogs.dialog import Dialog
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.pages.aftersales.review_columns import stars_words
from ui.pages.aftersales.review_form import lines_field
from ui.theme import space
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.fields import CheckBox, Choice, FormRow, text_field
from ui.widgets.text import Text

_DIGITS, _TITLE = 9, 24
_UNSCROLLED, _MOST_HEIGHT = 5, 320


class ReplyDialog(Dialog):
    """The replies that suit a review, filled in; a digit copies one, and it is kept as our reply where wanted."""

    topic = "after-sales#reviews"

    def __init__(
        self, context: PageContext, shown: ReviewDetail, found: Sequence[Reply], shop_name: str
    ) -> None:  # fmt: skip
        words = _("Press a number to copy a reply, then paste it on the platform.")
        super().__init__(context.dialog_parent(), _("Public reply"), words, icon="chat-circle-text", width=620)
        self._context, self._review_id, self._stars = context, shown.id, shown.rating
        values = {
            "buyer": shown.buyer or _("customer"),
            "product": shown.own_title or shown.title or _("the product"),
            "variant": shown.variant or "",
            "shop": shop_name,
            "order": shown.order_no or "",
        }
        self.rows: list[_ReplyRow] = []
        self.texts = [filled(one.text, values) for one in found]
        place = self._place(len(found))
        for number, one in enumerate(found, start=1):
            row = _ReplyRow(number, one, self.texts[number - 1], self.take, self.edit)
            self.rows.append(row)
            place.addWidget(row)
        self.keeps = CheckBox(_("Keep it here as the public reply"))
        self.keeps.setChecked(True)
        self.keeps.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.body.addWidget(self.keeps)
        self.own = lines_field(shown.reply or "")
        self.body.addWidget(FormRow(_("Own words"), self.own))
        self.add_left(_("Keep as a template"), "note-pencil", self.keep_template)
        self.add_cancel(_("Close"))
        self.add_primary(_("Keep own words"), "check", self.keep_own)

    def _place(self, count: int) -> QVBoxLayout:
        """Where the replies stand; many of them are scrolled."""
        if count <= _UNSCROLLED:
            return self.body
        inside, area = QWidget(), PlainScroll()
        area.setFixedHeight(_MOST_HEIGHT)
        place = column_of(inside, right=space.M)
        area.put(inside)
        self.body.addWidget(area)
        return place

    def first_focus(self) -> QWidget | None:
        return self

    def take(self, number: int) -> None:
        """Copy the reply of this number, from 1."""
        if not 1 <= number <= len(self.texts):
            return
        text = self.texts[number - 1]
        QGuiApplication.clipboard().setText(text)
        if self.keeps.isChecked():
            self._context.link.run(note_reply, self._review_id, text, owner=self).fails(self._context.show_error)
        self._context.toast(_("The reply is in the clipboard."))
        self.accept()

    def edit(self, reply: Reply) -> None:
        """Change one of the shop's own templates; of one that came with the program, a copy."""
        self.accept()
        self._context.open_dialog(ReplyTemplateDialog(self._context, reply))

    def keep_template(self) -> None:
        """Keep the own words for later reviews of as many stars; placeholders such as {buyer} may stand in them."""
        words = self.own.toPlainText().strip()
        fresh = Reply(words.splitlines()[0][:_TITLE] if words else "", words, (self._stars, self._stars), True)
        job = self._context.link.run(add_reply, fresh, owner=self)
        job.then(self._kept_template).fails(self._context.show_error)

    def _kept_template(self, outcome: Any) -> None:
        undo = said.way_back(self._context.link, outcome.changes)
        self._context.toast(said.done(outcome.changes), undo=undo)
        self.accept()

    def keep_own(self) -> None:
        """Keep what was typed as the reply; nothing typed takes the reply back."""
        words = self.own.toPlainText()
        self._context.link.run(note_reply, self._review_id, words, owner=self).fails(self._context.show_error)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if typed.isascii() and typed.isdecimal() and typed != "0" and not self.own.hasFocus():
            self.take(int(typed))
            return
        super().keyPressEvent(event)


class _ReplyRow(QWidget):
    """A numbered reply with a button that copies it and one that changes its template."""

    def __init__(
        self, number: int, reply: Reply, text: str, take: Callable[[int], object], edit: Callable[[Reply], object]
    ) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space.XXS, 0, space.S)
        row.setSpacing(space.M)
        column = QVBoxLayout()
        column.setSpacing(space.XXS)
        column.addWidget(Text(f"{number}  {reply.title}" if number <= _DIGITS else reply.title, "strong"))
        column.addWidget(Text(text, "body", "text2", wrap=True))
        row.addLayout(column, 1)
        self.button = SecondaryButton(_("Copy"), "copy")
        self.button.clicked.connect(lambda _on=False: take(number))
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.edit = IconButton("pencil-simple", _("Change the words") if reply.is_own else _("Change a copy"))
        self.edit.clicked.connect(lambda _on=False: edit(reply))
        row.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)


class ReplyTemplateDialog(FormDialog):
    """The title, the words and the stars of a template; one that came with the program is copied when it is saved."""

    topic = "after-sales#reviews"

    def __init__(self, context: PageContext, reply: Reply) -> None:
        words = "" if reply.is_own else _("This one came with the program. What you save is a copy of your own.")
        super().__init__(context, _("Reply template"), words, width=560)
        self._reply = reply
        self.name, self.words = text_field("", reply.title), lines_field(reply.text)
        self.least, self.most = Choice(), Choice()
        for count in range(1, 6):
            for field in (self.least, self.most):
                field.addItem(stars_words(count), count)
        self.least.setCurrentIndex(reply.stars[0] - 1)
        self.most.setCurrentIndex(reply.stars[1] - 1)
        self.add_row(("name", _("Title"), self.name))
        self.add_row(("words", _("Reply"), self.words))
        self.add_row(("least", _("From"), self.least), ("most", _("Up to"), self.most))
        places = ", ".join(f"{{{place}}}" for place in PLACEHOLDERS)
        self.body.addWidget(Text(_("Filled in: {places}").format(places=places), "caption", "text2", wrap=True))
        self.finish_form(_("Save") if reply.is_own else _("Save a copy"))
        if reply.is_own:
            self.add_left(_("Delete"), "trash", self.remove)

    def contents(self) -> object:
        return super().contents(), self.words.toPlainText()

    def check_and_save(self) -> None:
        """Keep the template."""
        stars = sorted((int(self.least.currentData()), int(self.most.currentData())))
        fresh = Reply(self.text_of("name") or "", self.words.toPlainText(), (stars[0], stars[1]), True)
        self.run(change_reply, self._reply, fresh)

    def remove(self) -> None:
        """Delete the template."""
        self.run(remove_reply, self._reply)
