"""The row of the settings that locks the window of this computer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import window_lock
from services.errors import AppError
from services.i18n import N_, _
from ui.dialogs.dialog import Dialog
from ui.dialogs.window_lock import choose_lock
from ui.page import PageContext
from ui.pages.settings.section import Section, SettingRow
from ui.theme import space
from ui.widgets.buttons import LinkButton, SecondaryButton


def lock_section(context: PageContext) -> Section:
    """The section with the one row."""
    section = Section("lock", _("Lock of the window"))
    section.add(LockRow(context))
    return section


class LockRow(SettingRow):
    """Sets, changes and takes away the lock; says what it does not do."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        box = QWidget()
        words = _(
            "Hides the window until a PIN or passphrase is typed. It only hides: it does not encrypt the shop file. "
            "Forgotten, it is taken away by deleting {file}."
        )
        super().__init__(_("PIN or passphrase"), box, words.format(file=window_lock.file()), N_("lock password"))
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        self.begin = SecondaryButton(_("Lock the window…"), "lock-key")
        self.change = SecondaryButton(_("Change…"), "lock-key")
        self.end = LinkButton(_("Take the lock away"), "x")
        for button in (self.begin, self.change, self.end):
            row.addWidget(button)
        self.begin.clicked.connect(partial(self.choose))
        self.change.clicked.connect(partial(self.choose))
        self.end.clicked.connect(self._remove)
        self._show_state()

    def choose(self, _on: bool = False) -> Dialog:
        """Ask for the words and when they are asked for."""
        lock = window_lock.read()
        return choose_lock(self._context.dialog_parent(), self._set, 5 if lock is None else lock.minutes)

    def _set(self, words: str, minutes: int) -> None:
        try:
            window_lock.choose(words, minutes)
        except AppError as error:
            self._context.show_error(error)
        self._show_state()

    @Slot()
    def _remove(self) -> None:
        try:
            window_lock.remove()
        except AppError as error:
            self._context.show_error(error)
        self._show_state()

    def _show_state(self) -> None:
        is_set = window_lock.read() is not None
        self.begin.setVisible(not is_set)
        self.change.setVisible(is_set)
        self.end.setVisible(is_set)
