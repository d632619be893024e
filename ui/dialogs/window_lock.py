"""Choosing the PIN or passphrase that hides the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from services.i18n import NN_, _
from services.messages import counted
from services.window_lock import LEAST_LETTERS, file
from ui.dialogs.dialog import Dialog
from ui.widgets.fields import Choice, FormRow, secret_field
from ui.widgets.text import Text

MINUTES = (0, 1, 5, 15, 60)
_AFTER = NN_("After {count} minute without a hand on it", "After {count} minutes without a hand on it")


def choose_lock(window: QWidget, then: Callable[[str, int], object], minutes: int = 5) -> Dialog:
    """Ask for a PIN or passphrase, twice, and when to ask for it; `then` gets the words and the minutes."""
    dialog = Dialog(window, _("Lock the window"), icon="lock-key", width=520)
    meaning = _(
        "The window hides everything until it is typed: when a shop is opened, and when you were away. It does not "
        "encrypt the shop file: whoever can read your files on this computer can read it. Disk encryption of the "
        "system protects the file."
    )
    first = FormRow(_("PIN or passphrase"), secret_field(), required=True)
    again = FormRow(_("The same again"), secret_field(), required=True)
    when = Choice()
    for count in MINUTES:
        when.addItem(counted(_AFTER, count) if count else _("Only when a shop is opened"), count)
    when.setCurrentIndex(max(when.findData(minutes), 0))
    lost = _("Forgotten, it is taken away by deleting the file {file}.").format(file=file())
    dialog.body.addWidget(Text(meaning, "body", "text2", wrap=True))
    for row in (first, again, FormRow(_("When"), when)):
        dialog.body.addWidget(row)
    dialog.body.addWidget(Text(lost, "caption", "text2", wrap=True))
    dialog.add_cancel()
    dialog.add_primary(_("Lock the window"), "lock-key", lambda: _take(dialog, first, again, when, then))
    dialog.open()
    return dialog


def _typed(row: FormRow) -> str:
    return row.field.text() if isinstance(row.field, QLineEdit) else ""


def _take(dialog: Dialog, first: FormRow, again: FormRow, when: Choice, then: Callable[[str, int], object]) -> None:
    first.set_problem("")
    again.set_problem("")
    if len(_typed(first)) < LEAST_LETTERS:
        first.set_problem(_("Use at least {count} characters.").format(count=LEAST_LETTERS))
    elif _typed(first) != _typed(again):
        again.set_problem(_("The two are not the same."))
    else:
        dialog.accept()
        then(_typed(first), int(when.currentData()))
    dialog.place()
