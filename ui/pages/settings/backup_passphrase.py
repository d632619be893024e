"""The row of the settings that encrypts the backups, and the question where an encrypted one is opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from services.backup.errors import WrongPassphrase
from services.errors import Cancelled
from services.i18n import _
from ui.dialogs.dialog import Dialog, confirm
from ui.dialogs.passphrase import ask_passphrase, choose_passphrase
from ui.duties.backups import Backups
from ui.page import PageContext
from ui.pages.settings.section import SettingRow
from ui.widgets.buttons import Button, LinkButton, SecondaryButton


class BackupPassphrase:
    """What can be done about the passphrase of the shop that is open."""

    def __init__(self, context: PageContext, backups: Backups) -> None:
        self._context, self._backups = context, backups

    def buttons(self) -> list[Button]:
        """The buttons of the row."""
        if not self._is_set:
            begin = SecondaryButton(_("Set a passphrase…"), "lock-key")
            begin.clicked.connect(partial(self.choose))
            return [begin]
        change = SecondaryButton(_("Change…"), "lock-key")
        change.clicked.connect(partial(self.choose))
        end = LinkButton(_("Do not encrypt"), "x")
        end.clicked.connect(partial(self.ask_remove))
        return [change, end]

    def row(self, buttons: Callable[[list[Button]], QWidget]) -> SettingRow:
        """The row; `buttons` lays its buttons out."""
        off = _("Without one, whoever has a backup can read it. A passphrase does not encrypt the shop file itself.")
        on = _(
            "New backups are encrypted: without the passphrase nobody can open them. Those in the list without a lock "
            "were made before, and can be read by whoever has them."
        )
        return SettingRow(_("Passphrase"), buttons(self.buttons()), on if self._is_set else off)

    def choose(self, _on: bool = False) -> Dialog:
        """Ask for a new passphrase."""
        return choose_passphrase(self._context.dialog_parent(), self._set, has_one=self._is_set)

    def ask_remove(self, _on: bool = False) -> Dialog:
        """Ask whether new backups are to be readable by anybody."""
        return confirm(
            self._context.dialog_parent(),
            _("Stop encrypting backups?"),
            _("New backups can be read by whoever has them. Those made before keep their passphrase."),
            _("Do not encrypt"),
            partial(self._set, None),
        )

    def before(self, backup: Path, is_encrypted: bool, then: Callable[[str | None], object], problem: str = "") -> None:
        """Do `then` with the passphrase of the backup, or with None where it needs none."""
        if not is_encrypted:
            then(None)
            return
        ask_passphrase(self._context.dialog_parent(), backup.name, partial(self._try, backup, then), problem)

    def _try(self, backup: Path, then: Callable[[str | None], object], typed: str) -> None:
        pending = self._backups.try_passphrase(backup, typed, self._backups)
        if pending is not None:
            pending.then(lambda _nothing: then(typed)).fails(partial(self._refused, backup, then))

    def _refused(self, backup: Path, then: Callable[[str | None], object], error: Exception) -> None:
        if isinstance(error, WrongPassphrase):
            self.before(backup, True, then, str(error.message))
        elif not isinstance(error, Cancelled):
            self._context.show_error(error)

    def _set(self, passphrase: str | None) -> None:
        pending = self._backups.set_passphrase(passphrase, self._backups)
        if pending is not None:
            words = _("Backups are encrypted from now on.") if passphrase else _("Backups are not encrypted any more.")
            pending.then(lambda _nothing: self._context.toast(words)).fails(self._context.show_error)

    @property
    def _is_set(self) -> bool:
        return self._backups.state is not None and self._backups.state.is_encrypting
