"""The ways back for a shop file that does not open: a backup in its place or beside it, or what can be read of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from services.errors import AppError, ShopMissing
from services.i18n import _
from services.kernel.tasks import Task
from services.messages import render

# What works with backups is imported where it is used: the first picture of the window does not wait for it.
if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.backup.archive import Manifest
    from services.backup.places import BackupInfo
    from services.backup.salvaging import Salvage
    from ui.dialogs.dialog import Dialog
    from ui.start.session import Session


class Rescue(QObject):
    """Asks about one file at a time, in cards over the first-run page; `session` opens what came of it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._card: Dialog | None = None
        self._again: Callable[[], object] = _nothing

    def look_for_backups(self, path: Path, error: AppError) -> None:
        """Offer the ways back, once the backups that are good were found: until then the session waits."""
        from services.backup.places import good_backups

        future = self._session.worker.submit(good_backups, path)
        self._session.bridge.watch(future, partial(self._found, path, error), self._not_found)

    def _found(self, path: Path, error: AppError, backups: Sequence[BackupInfo]) -> None:
        self._session.done_waiting()
        self.offer(path, error, backups)

    def _not_found(self, error: BaseException) -> None:
        self._session.done_waiting()
        self._session.show_first_run(error)

    def offer(self, path: Path, error: AppError, backups: Sequence[BackupInfo]) -> None:
        """A shop that is gone and was never backed up is only named; else the ways back are offered."""
        from ui.dialogs.rescue import RescueDialog

        if not backups and isinstance(error, ShopMissing):
            self._session.show_first_run(error)
            return
        self._session.show_first_run()
        self.put_away()
        self._again = partial(self.offer, path, error, backups)
        if self._session.first_run is not None:
            dialog = RescueDialog(self._session.first_run, path, error, backups)
            dialog.restore_wanted.connect(lambda backup: self._restore_chosen(backup, path, backups))
            dialog.restore_as_wanted.connect(self._restore_as)
            dialog.salvage_wanted.connect(lambda to: self._salvage(path, to))
            dialog.open()
            self._keep(dialog)

    def put_away(self) -> None:
        """What is asked about one file is not asked any more when another one comes."""
        self.forget()
        if self._card is not None:
            self._card.reject()

    def forget(self) -> None:
        """A shop is open: there is nothing to come back to."""
        self._again = _nothing

    def not_restored(self, backup: Path, again: Callable[[str], object], error: BaseException) -> None:
        """Ask for the passphrase that was missing, and try `again` with it; else say why, and offer the ways back."""
        from services.backup.errors import PassphraseNeeded, WrongPassphrase

        self._session.done_waiting()
        window = self._session.first_run
        if window is not None and isinstance(error, PassphraseNeeded | WrongPassphrase):
            self._ask_passphrase(window, backup, error, again)
        else:
            self._again()
            self._session.show_first_run(error)

    def _ask_passphrase(self, window: QWidget, backup: Path, error: AppError, then: Callable[[str], object]) -> None:
        from services.backup.errors import WrongPassphrase
        from ui.dialogs.passphrase import ask_passphrase

        problem = str(error.message) if isinstance(error, WrongPassphrase) else ""
        asked = ask_passphrase(window, backup.name, then, problem)
        asked.rejected.connect(lambda: self._again())
        self._keep(asked)

    def _keep(self, card: Dialog) -> None:
        self._card = card
        card.closed.connect(partial(self._card_closed, card))

    def _card_closed(self, card: Dialog) -> None:
        if self._card is card:
            self._card = None

    # -- a backup ------------------------------------------------------------------------------------

    def _restore_chosen(self, backup: Path, path: Path, known: Sequence[BackupInfo]) -> None:
        """Look first whose backup it is: one from elsewhere may be of another shop. No shop is opened meanwhile."""
        from services.backup.archive import read_manifest

        self._session.wait(_("Restoring the backup…"), None)
        future = self._session.worker.submit(read_manifest, backup)
        looked = partial(self._restore_or_ask, backup, path, known)
        self._session.bridge.watch(future, looked, partial(self._not_looked, backup, path))

    def _restore_or_ask(self, backup: Path, path: Path, known: Sequence[BackupInfo], manifest: Manifest) -> None:
        from services.backup.places import is_of
        from ui.dialogs.rescue import ask_other_shop

        self._session.done_waiting()
        window = self._session.first_run
        if window is None:  # the page was closed: nobody waits for the shop any more
            return
        restore = partial(self._session.restore_over, backup, path)
        if is_of(manifest, path, known):
            restore()
            return
        asked = ask_other_shop(window, path, manifest, restore)
        asked.rejected.connect(lambda: self._again())
        self._keep(asked)

    def _not_looked(self, backup: Path, path: Path, error: BaseException) -> None:
        if self._session.first_run is None:
            self._session.done_waiting()
        else:
            self._session.not_restored(backup, path, error)

    @Slot(object, object)
    def _restore_as(self, backup: Path, to: Path, passphrase: str | None = None) -> None:
        """Restore a backup as a new file and open it; the file that does not open stays where it is."""
        from services.backup.restoring import restore_as

        task = Task()
        self._session.wait(_("Restoring the backup…"), task.cancel)
        future = self._session.worker.submit(restore_as, backup, to, task, passphrase=passphrase)
        again = partial(self._restore_as, backup, to)
        done = partial(self._restored_as, to)
        self._session.bridge.watch(future, done, partial(self.not_restored, backup, again))

    def _restored_as(self, to: Path, _manifest: Manifest) -> None:
        words = _("The backup is restored as {name}. The file that does not open is as it was.")
        self._session.open_and_say(to, words.format(name=to.name))

    # -- what can be read ----------------------------------------------------------------------------

    def _salvage(self, damaged: Path, to: Path) -> None:
        from services.backup.salvaging import salvage

        task = Task()
        self._session.wait(_("Saving what can be read…"), task.cancel)
        future = self._session.worker.submit(salvage, damaged, to, task)
        self._session.bridge.watch(future, self._salvaged, self._not_salvaged)

    def _salvaged(self, saved: Salvage) -> None:
        from services.backup.salvaging import salvage_words

        self._session.open_and_say(saved.shop, render(salvage_words(saved)))

    def _not_salvaged(self, error: BaseException) -> None:
        self._session.done_waiting()
        self._again()
        self._session.show_first_run(error)


def _nothing() -> None:
    """What there is to come back to where nothing is asked."""
