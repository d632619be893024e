"""A form in a card: fields by name, problems at their field, and a question before typing is thrown away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from services import formatting
from services.days import no_day_words, read_day
from services.errors import AppError, Invalid, UserError
from services.i18n import N_, _
from services.messages import Message, render
from services.written_numbers import parse_count
from ui import said
from ui.dialogs.dialog import Dialog, confirm
from ui.page import PageContext
from ui.theme import space
from ui.widgets.buttons import Button, DangerButton
from ui.widgets.fields import CheckBox, FormRow
from ui.widgets.text import Text


class FormDialog(Dialog):
    """Base of forms. A subclass fills `rows` with `add_row` and answers `check_and_save`.

    Enter in a field goes to the next one: a scanner ends every code with it. Behind the last it goes to the button
    that saves, and a form of one field is saved by it. Ctrl+S saves from anywhere. Where saving takes something away
    for good, Enter stays in the last field: only going to the button and pressing it there does that.
    """

    leaving = N_("Throw this away?")
    """What is asked before typing is lost."""

    def __init__(
        self, context: PageContext, title: str, subtitle: str = "", *, width: int = 560, height: int | None = None
    ) -> None:
        super().__init__(context.dialog_parent(), title, subtitle, width=width, height=height)
        self.context, self.link = context, context.link
        self.rows: dict[str, FormRow] = {}
        self.failure = Text("", "body", "neg", wrap=True)
        self.failure.hide()
        self._clean: object = None
        self._questions = 0
        self.may_close = self._may_close

    def finish_form(self, words: str, icon: str = "check") -> None:
        """Put the buttons under the form; what stands in it now counts as untouched."""
        self.body.addWidget(self.failure)
        self.add_cancel()
        self.save = self.add_primary(words, icon, self.submit)
        self.save.setToolTip("Ctrl S")
        self._clean = self.contents()

    def ask_only_when_refused(self, name: str) -> None:
        """Keep a field away that only answers a refusal, until `ask_why` brings it."""
        self.rows[name].hide()

    def ask_why(self, name: str) -> None:
        """Show such a field, and go there."""
        self.rows[name].show()
        self.place()
        self.rows[name].field.setFocus()

    def add_row(self, *fields: tuple[str, str, QWidget], shares: Sequence[int] = ()) -> None:
        """Fields beside one another as (name, label, field)."""
        line = QHBoxLayout()
        line.setSpacing(space.M)
        for place, (name, label, field) in enumerate(fields):
            self.rows[name] = FormRow(label, field)
            line.addWidget(self.rows[name], shares[place] if shares else 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)

    # --- to be answered by the form ---------------------------------------------------------

    def check_and_save(self) -> None:
        """Check what was typed; `run` the command, or say at the fields what is wrong."""
        raise NotImplementedError

    def contents(self) -> object:
        """Everything that was typed, to tell whether something would be lost."""
        found: list[object] = []
        for row in self.rows.values():
            field = row.field
            if isinstance(field, QLineEdit):
                found.append(field.text())
            elif isinstance(field, QComboBox):
                found.append(field.currentIndex())
            elif isinstance(field, CheckBox):
                found.append(field.isChecked())
        return tuple(found)

    # --- what forms share -------------------------------------------------------------------

    @final
    def submit(self) -> None:
        """Save the form; nothing where it may not be saved now, as while it is being saved already."""
        if self.save.isEnabled():
            self.clear_problems()
            self.check_and_save()

    def is_dirty(self) -> bool:
        """Whether something was typed that would be lost."""
        return self.contents() != self._clean

    def ask_newest(self, query: Callable[..., Any], *args: Any, then: Callable[[Any], object]) -> None:
        """Ask about what was entered. Only the newest question counts: several readers answer in any order."""
        self._questions += 1
        asked, number = self.link.ask(query, *args, owner=self), self._questions
        asked.then(lambda found: then(found) if number == self._questions else None).fails(self.context.show_error)

    def forget_asked(self) -> None:
        """What was entered has changed: an answer about it that is still on its way no longer counts."""
        self._questions += 1

    def run(
        self, command: Callable[..., Any], *args: Any, then: Callable[[Any], object] | None = None, **more: Any
    ) -> None:
        """Run the command that saves; the dialog closes when it is done and stays with the reason when not."""
        self.save.setEnabled(False)
        done = partial(self._done, then)
        self.link.run(command, *args, owner=self, **more).then(done).fails(self.refused)

    def save_draft(
        self, draft: Any, shown: Any, add: Callable[..., Any], edit: Callable[..., Any], then: Callable[[int], object]
    ) -> None:
        """Add the draft, or put it in the place of what is shown unless that changed meanwhile; `then` hears its id."""
        if shown is None:
            self.run(add, draft, then=then)
        else:
            self.run(edit, shown.id, draft, version=shown.version, then=lambda _value: then(shown.id))

    def _done(self, then: Callable[[Any], object] | None, outcome: Any) -> None:
        undo = said.way_back(self.link, outcome.changes)
        if outcome.changes.rows:
            self.context.toast(said.done(outcome.changes), undo=undo)
        self.accept()
        if then is not None:
            then(outcome.value)

    def refused(self, error: Exception) -> None:
        """Show why it was not saved, at its field where there is one."""
        self.save.setEnabled(True)
        if isinstance(error, Invalid) and self._at_field(error):
            return
        if not isinstance(error, UserError):
            self.context.show_error(error)
            return
        self.say(error)

    def say(self, error: AppError) -> None:
        """Show a refusal under the form."""
        self.say_words(str(error))

    def say_words(self, words: str) -> None:
        """Say under the form what is missing."""
        self.failure.setText(words)
        self.failure.show()
        self.place()

    def _at_field(self, error: Invalid) -> bool:
        field = error.params.get("field")
        label = render(field) if isinstance(field, Message) else str(field)
        row = next((row for row in self.rows.values() if row.label.text() == label), None)
        if row is None:
            return False
        row.set_problem(render(error.message))
        row.field.setFocus()
        self.place()
        return True

    def clear_problems(self) -> None:
        """Take back every complaint."""
        self.failure.hide()
        for row in self.rows.values():
            row.set_problem("")

    def refuse_field(self, name: str, reason: str) -> None:
        """Say what is wrong with a field, and go there."""
        self.rows[name].set_problem(reason)
        self.rows[name].field.setFocus()
        self.place()

    # --- reading fields ---------------------------------------------------------------------

    def text_of(self, name: str) -> str | None:
        """The text of a field without white space around it."""
        field = self.rows[name].field
        return (field.text().strip() or None) if isinstance(field, QLineEdit) else None

    def amount_of(self, name: str, currency: str) -> int | None:
        """The amount in a field in minor units, 0 where it is empty; None, said at the field, where it is none."""
        typed = self.text_of(name)
        if typed is None:
            return 0
        minor = formatting.parse_amount(typed, currency)
        if minor is None or minor < 0:
            self.refuse_field(name, _("“{value}” is not an amount.").format(value=typed))
            return None
        return minor

    def whole_of(self, name: str) -> tuple[bool, int | None]:
        """(can be read, the whole number or None where the field is empty)."""
        typed = self.text_of(name)
        if typed is None:
            return True, None
        count = parse_count(typed)
        if count is None:
            self.refuse_field(name, _("type a whole number, 0 or more"))
        return count is not None, count

    def day_of(self, name: str) -> tuple[bool, date | None]:
        """(can be read, the day or None where the field is empty)."""
        typed = self.text_of(name)
        if typed is None:
            return True, None
        day = read_day(typed)
        if day is None:
            self.refuse_day(name)
        return day is not None, day

    def refuse_day(self, name: str) -> None:
        """Say why the field holds no day, and go there."""
        self.refuse_field(name, no_day_words(self.text_of(name) or ""))

    # --- keys and leaving -------------------------------------------------------------------

    def _may_close(self) -> bool:
        if not self.is_dirty():
            return True
        confirm(
            self.context.dialog_parent(),
            _(self.leaving),
            _("What you typed has not been saved yet."),
            _("Throw away"),
            self.reject,
            danger=True,
        )
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(self.focusWidget(), QLineEdit):
            self._go_on()
            return
        super().keyPressEvent(event)

    def _go_on(self) -> None:
        """Leave a line by Enter: never for “Cancel”, where the next Enter would throw the typing away."""
        fields = [one for one in self.focus_chain() if not isinstance(one, Button)]
        if not fields or self.focusWidget() is not fields[-1] or not self.save.isEnabled():
            self.focusNextPrevChild(True)
        elif not isinstance(self.save, DangerButton):
            self._go_to_save(is_only_field=len(fields) == 1)

    def _go_to_save(self, *, is_only_field: bool) -> None:
        if is_only_field:
            self.save.click()
        else:
            self.save.setFocus(Qt.FocusReason.TabFocusReason)
