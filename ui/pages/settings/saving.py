"""Controls that save at once, each change one undoable step with a toast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from services import settings
from services.errors import AppError, Invalid
from services.i18n import _
from services.settings import Declared
from services.written_numbers import parse_count
from ui.page import PageContext
from ui.pages.settings.section import CONTROL_WIDTH, SettingRow
from ui.widgets.fields import CheckBox, Choice, text_field


class Saver:
    """Writes shop settings through the link and says so; a refused value goes under its row."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._owner = context, owner

    def save(self, declared: Declared[Any], value: Any, row: SettingRow) -> None:
        """Keep one setting."""
        self.run(row, _("Saved: {what}").format(what=_(declared.label)), settings.change, declared.key, value)

    def run(self, row: SettingRow, words: str, command: Callable[..., Any], *arguments: Any, **named: Any) -> None:
        """Run another command of the settings page and say `words`."""
        row.set_problem("")
        row.is_saving = True
        link = self._context.link
        pending = link.run(command, *arguments, owner=self._owner, task=row.follow(link), **named)
        pending.then(partial(self._saved, row, words)).fails(partial(self.refused, row))

    def _saved(self, row: SettingRow, words: str, outcome: object) -> None:
        if shiboken6.isValid(row):  # its page may have been filled anew
            row.is_saving = False
            row.set_problem("")
        self.said(words, outcome)

    def said(self, words: str, _outcome: object) -> None:
        """Tell that it was done, with the way back."""
        self._context.toast(words, undo=partial(self._context.registry.trigger, "edit.undo"))

    def refused(self, row: SettingRow, error: Exception) -> None:
        """Tell why it was not done."""
        if not shiboken6.isValid(row):
            self._context.show_error(error)
            return
        row.is_saving = False
        if isinstance(error, Invalid):
            row.set_problem(str(error.params["reason"]))
        elif isinstance(error, AppError):
            row.set_problem(str(error))
        else:
            self._context.show_error(error)

    def text_row(
        self, declared: Declared[str], value: str, require: Callable[[str], object] | None = None
    ) -> SettingRow:
        """A row with a text that is saved when it is left or Enter is pressed; `require` raises `Invalid`."""
        field = text_field(value=value)
        field.setFixedWidth(CONTROL_WIDTH)
        row = SettingRow(_(declared.label), field, _(declared.help))
        saved = [value]

        def finished() -> None:
            typed = field.text().strip()
            if typed != saved[0]:
                saved[0] = typed
                self.save(declared, typed, row)

        field.editingFinished.connect(finished)
        return row

    def number_row(self, declared: Declared[int], value: int, *, least: int = 0, most: int = 9_999) -> SettingRow:
        """A row with a whole number from `least` to `most`, saved when it is left or Enter is pressed."""
        field = text_field(value=str(value))
        field.setFixedWidth(CONTROL_WIDTH // 3)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = SettingRow(_(declared.label), field, _(declared.help))
        saved = [value]

        def finished() -> None:
            number = parse_count(field.text(), least=least, most=most)
            if number is None:
                row.set_problem(_("it must be {least} to {most}").format(least=least, most=most))
            elif number != saved[0]:
                saved[0] = number
                self.save(declared, number, row)
            else:
                row.set_problem("")

        field.editingFinished.connect(finished)
        return row

    def choice_row(
        self, declared: Declared[str], value: str, choices: Sequence[tuple[str, str]], words: str = ""
    ) -> SettingRow:
        """A row with one of a few values; `words` are other names it is looked for by, marked with `N_`."""
        control = choice(choices, value)
        row = SettingRow(_(declared.label), control, _(declared.help), words)
        control.activated.connect(lambda _index: self.save(declared, str(control.currentData()), row))
        return row

    def switch_row(self, declared: Declared[bool], value: bool) -> SettingRow:
        """A row with a check box."""
        control = CheckBox()
        control.setChecked(value)
        row = SettingRow(_(declared.label), control, _(declared.help))
        control.clicked.connect(lambda on: self.save(declared, bool(on), row))
        return row


def choice(choices: Sequence[tuple[str, str]], value: str) -> Choice:
    """A field with (value, shown) choices, standing at `value`, as wide as the others of the page."""
    control = options(choices, value)
    control.setFixedWidth(CONTROL_WIDTH)
    return control


def options(choices: Sequence[tuple[str, str]], value: str) -> Choice:
    """The same as wide as its place."""
    control = Choice()
    for stored, shown in choices:
        control.addItem(shown, stored)
    control.setCurrentIndex(max(control.findData(value), 0))
    return control
