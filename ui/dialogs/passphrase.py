"""The passphrase of the backups: asked for where one is opened, and chosen where they begin to be encrypted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from services.backup.keys import LEAST_LETTERS
from services.i18n import _
from ui.dialogs.dialog import Dialog
from ui.widgets.fields import FormRow, secret_field
from ui.widgets.text import Text


def ask_passphrase(window: QWidget, backup: str, then: Callable[[str], object], problem: str = "") -> Dialog:
    """Ask for the passphrase of a backup; it is used once and kept nowhere."""
    dialog = Dialog(window, _("This backup is encrypted"), backup, icon="lock-key", width=440)
    hint = _("The one that was set when this backup was made. It is used once and kept nowhere.")
    row = FormRow(_("Passphrase"), secret_field(), hint, required=True)
    row.set_problem(problem)
    dialog.body.addWidget(row)
    if problem:
        forgotten = _(
            "Forgotten? Nobody can open this backup then. Those made before the passphrase was set need none, and "
            "neither does the shop file."
        )
        dialog.body.addWidget(Text(forgotten, "body", "text2", wrap=True))
    dialog.add_cancel()
    dialog.add_primary(_("Open it"), run=lambda: _take(dialog, row, then))
    dialog.open()
    return dialog


def choose_passphrase(window: QWidget, then: Callable[[str], object], *, has_one: bool) -> Dialog:
    """Ask for a new passphrase, twice, and say what that means."""
    title = _("Change the passphrase") if has_one else _("Encrypt backups with a passphrase")
    dialog = Dialog(window, title, icon="lock-key", width=520)
    first = FormRow(_("Passphrase"), secret_field(), _("Several words are best."), required=True)
    again = FormRow(_("The same again"), secret_field(), required=True)
    meaning = _(
        "From now on every backup is encrypted, here and in the second folder. Making one needs no passphrase, "
        "restoring it does. Backups made before stay as they are, and so does the shop file on this computer."
    )
    dialog.body.addWidget(Text(meaning, "body", "text2", wrap=True))
    dialog.body.addWidget(first)
    dialog.body.addWidget(again)
    lost = _(
        "Write it down and keep it away from this computer. It is stored nowhere: without it nobody can open these "
        "backups, not even we."
    )
    dialog.body.addWidget(Text(lost, "body", "pill.amber.word", wrap=True))
    dialog.add_cancel()
    dialog.add_primary(_("Encrypt backups"), "lock-key", lambda: _take_both(dialog, first, again, then))
    dialog.open()
    return dialog


def _typed(row: FormRow) -> str:
    return row.field.text() if isinstance(row.field, QLineEdit) else ""


def _refuse(row: FormRow, reason: str) -> None:
    """Say what is wrong at its field, ready to be typed anew."""
    row.set_problem(reason)
    row.field.setFocus()
    if isinstance(row.field, QLineEdit):
        row.field.selectAll()


def _take(dialog: Dialog, row: FormRow, then: Callable[[str], object]) -> None:
    if not _typed(row):
        row.set_problem(_("Type the passphrase."))
        return
    dialog.accept()
    then(_typed(row))


def _take_both(dialog: Dialog, first: FormRow, again: FormRow, then: Callable[[str], object]) -> None:
    first.set_problem("")
    again.set_problem("")
    if len(_typed(first)) < LEAST_LETTERS:
        _refuse(first, _("Use at least {count} characters.").format(count=LEAST_LETTERS))
    elif _typed(first) != _typed(again):
        _refuse(again, _("The two are not the same."))
    else:
        dialog.accept()
        then(_typed(first))
    dialog.place()
