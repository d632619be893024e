"""The small questions of an import: the name of a new channel, the password of an archive."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from services.i18n import _
from services.importing.errors import ArchiveLocked, WrongPassword
from ui.dialogs.dialog import Dialog
from ui.widgets.fields import FormRow, secret_field, text_field


def ask_place(
    window: QWidget, then: Callable[[str], object], otherwise: Callable[[], object], *, of_money: bool
) -> Dialog:
    """Ask what a new channel or account is called; `otherwise` runs where the person wants none after all."""
    dialog = Dialog(window, _("New account") if of_money else _("New channel"), width=420)
    hint = _("Each purse and bank card is an account.") if of_money else _("Each shop you sell in is a channel.")
    label = _("Name of the account") if of_money else _("Name of the channel")
    row = FormRow(label, text_field(), hint, required=True)
    dialog.body.addWidget(row)
    dialog.add_cancel()
    use = _("Use this account") if of_money else _("Use this channel")
    dialog.add_primary(use, run=lambda: _take(dialog, row, _("Type a name."), then, strip=True))
    dialog.rejected.connect(otherwise)
    dialog.open()
    return dialog


def ask_password(window: QWidget, file: str, error: ArchiveLocked, then: Callable[[str], object]) -> Dialog:
    """Ask for the password of an archive; it is used once and kept nowhere."""
    dialog = Dialog(window, _("This archive is locked"), file, icon="lock-key", width=440)
    hint = _("It often stands in the message the file came with. It is used once and kept nowhere.")
    row = FormRow(_("Password"), secret_field(), hint, required=True)
    dialog.body.addWidget(row)
    dialog.add_cancel(_("Not now"))
    dialog.add_primary(_("Open it"), run=lambda: _take(dialog, row, _("Type the password."), then, strip=False))
    if isinstance(error, WrongPassword):
        row.set_problem(str(error))
    dialog.open()
    return dialog


def _take(dialog: Dialog, row: FormRow, otherwise: str, then: Callable[[str], object], *, strip: bool) -> None:
    field = row.field
    typed = field.text() if isinstance(field, QLineEdit) else ""
    typed = typed.strip() if strip else typed
    if typed:
        dialog.accept()
        then(typed)
    else:
        row.set_problem(otherwise)
