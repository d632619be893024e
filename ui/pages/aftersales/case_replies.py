"""Replies about a case, filled in: a digit copies one, and the words behind it can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from services.aftersales.snippets import PLACES, Snippet, is_brought, reset_snippet, set_snippet
from services.i18n import _, language
from ui.dialogs.dialog import Dialog
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.fields import text_field
from ui.widgets.text import Text

_DIGITS = 9
_HEIGHT, _MOST_HEIGHT = 110, 420

Filled = Sequence[tuple[Snippet, str]]


class CaseReplyDialog(Dialog):
    """`filled` are the replies with their text for this case; the one of a digit goes to the clipboard."""

    topic = "after-sales#replies"

    def __init__(self, context: PageContext, filled: Filled) -> None:
        words = _("Press a number to copy a reply, then paste it into the chat.")
        super().__init__(context.dialog_parent(), _("Reply to the buyer"), words, icon="chat-circle-text", width=640)
        self._context = context
        self.filled = list(filled)
        self.buttons: list[SecondaryButton] = []
        rows = self._rows()
        for number, (snippet, text) in enumerate(self.filled, start=1):
            rows.addLayout(self._line(number, snippet, text))
        self.add_left(_("New reply…"), "plus", self.new)
        self.add_cancel(_("Close"))

    def first_focus(self) -> QWidget | None:
        return self

    def take(self, number: int) -> None:
        """Copy the reply of this number, from 1."""
        if 1 <= number <= len(self.filled):
            QGuiApplication.clipboard().setText(self.filled[number - 1][1])
            self._context.toast(_("The reply is in the clipboard."))
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if typed.isascii() and typed.isdecimal() and typed != "0":
            self.take(int(typed))
            return
        super().keyPressEvent(event)

    def new(self) -> None:
        """Write a reply of the shop's own, in the language that is on."""
        self.edit(Snippet("", "", "", language()))

    def edit(self, snippet: Snippet) -> None:
        """Change the words of a reply."""
        self.accept()
        self._context.open_dialog(SnippetDialog(self._context, snippet))

    def _rows(self) -> QVBoxLayout:
        """Where the replies stand; many of them are scrolled."""
        if len(self.filled) < _DIGITS:
            return self.body
        inside, area = QWidget(), PlainScroll()
        rows = column_of(inside, right=space.M)
        area.setFixedHeight(_MOST_HEIGHT)
        area.put(inside)
        self.body.addWidget(area)
        return rows

    def _line(self, number: int, snippet: Snippet, text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space.M)
        column = QVBoxLayout()
        column.setSpacing(space.XXS)
        column.addWidget(Text(f"{number}  {snippet.name}" if number <= _DIGITS else snippet.name, "strong"))
        column.addWidget(Text(text, "body", "text2", wrap=True))
        row.addLayout(column, 1)
        copy = SecondaryButton(_("Copy"), "copy")
        copy.clicked.connect(partial(self._take, number))
        edit = IconButton("pencil-simple", _("Change the words"))
        edit.clicked.connect(partial(self._edit, snippet))
        self.buttons.append(copy)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(edit, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _take(self, number: int, _on: bool = False) -> None:
        self.take(number)

    def _edit(self, snippet: Snippet, _on: bool = False) -> None:
        self.edit(snippet)


class SnippetDialog(FormDialog):
    """The name and the words of a reply, with the places that are filled in."""

    topic = "after-sales#replies"

    def __init__(self, context: PageContext, snippet: Snippet) -> None:
        super().__init__(context, _("Change the reply") if snippet.key else _("New reply"), width=560)
        self._snippet = snippet
        self.name = text_field("", snippet.name)
        self.words = QPlainTextEdit(snippet.text)
        self.words.setFont(current_theme().font("body"))
        self.words.setFixedHeight(_HEIGHT)
        self.words.setTabChangesFocus(True)
        self.add_row(("name", _("Name"), self.name))
        self.add_row(("words", _("Reply"), self.words))
        places = ", ".join(f"{{{place}}}" for place in PLACES)
        self.body.addWidget(Text(_("Filled in: {places}").format(places=places), "caption", "text2", wrap=True))
        self.finish_form(_("Save"))
        if is_brought(snippet.key):
            self.add_left(_("As it came"), "arrow-counter-clockwise", self.reset)
        elif snippet.key:
            self.add_left(_("Delete"), "trash", self.reset)

    def contents(self) -> object:
        return super().contents(), self.words.toPlainText()

    def check_and_save(self) -> None:
        """Keep the words."""
        kept = Snippet(self._snippet.key, self.text_of("name") or "", self.words.toPlainText(), self._snippet.language)
        self.run(set_snippet, kept)

    def reset(self) -> None:
        """Bring the words back that came with the program; a reply of the shop's own is gone."""
        self.run(reset_snippet, self._snippet.key, self._snippet.language)
