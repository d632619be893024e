"""The ways back for a shop file that does not open: a backup in its place or beside it, or what can be read of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from services.errors import AppError, ShopMissing, ShopReadOnly
from services.i18n import _, join_sentences
from services.kernel.tasks import Task
from services.messages import render
from ui.start.first_page import FirstPage
from ui.start.waiting import Waiting

# What works with backups is imported where it is used: the first picture of the window does not wait for it.
if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.backup.archive import Manifest
    from services.backup.places import BackupInfo
    from services.backup.salvaging import Salvage
    from services.shop_copy import Copied
    from ui.dialogs.dialog import Dialog


class Rescue(QObject):
    """Asks about one file at a time, in cards over the first-run page.

    `restore_wanted` carries a backup, the file whose place it takes, and a passphrase or None; `came` a file to open
    that was written beside the one that does not open, and the words to say then; `opened` the damaged shop itself,
    open to look at, with what its window says about it first; `looked_at` the same of a write-protected one.
    """

    restore_wanted = Signal(object, object, object)
    came = Signal(object, object)
    opened = Signal(object)
    looked_at = Signal(object)

    def __init__(self, waiting: Waiting, page: FirstPage, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting, self._page = waiting, page
        self._card: Dialog | None = None
        self._again: Callable[[], object] = _nothing

    def look_for_backups(self, path: Path, error: AppError) -> None:
        """Offer the ways back, once the backups that are good were found: all else waits until then."""
        from services.backup.places import good_backups

        self._waiting.ask(partial(self._found, path, error), self._not_done, good_backups, path)

    def _found(self, path: Path, error: AppError, backups: Sequence[BackupInfo]) -> None:
        self._waiting.end()
        self.offer(path, error, backups)

    def _not_done(self, error: BaseException) -> None:
        self._waiting.end()
        self._again()
        self._page.show(error)

    def offer(self, path: Path, error: AppError, backups: Sequence[BackupInfo]) -> None:
        """A shop that is gone and was never backed up is only named; else the ways back are offered."""
        from ui.dialogs.rescue import RescueDialog

        if not backups and isinstance(error, ShopMissing):
            self._page.show(error)
            return
        window = self._page.show()
        self.put_away()
        self._again = partial(self.offer, path, error, backups)
        dialog = RescueDialog(window, path, error, backups)
        dialog.restore_wanted.connect(lambda backup: self._restore_chosen(backup, path, backups))
        dialog.restore_as_wanted.connect(self._restore_as)
        dialog.salvage_wanted.connect(lambda to: self._salvage(path, to))
        dialog.look_wanted.connect(lambda: self._look(path))
        dialog.open()
        self._keep(dialog)

    def offer_look(self, path: Path, error: ShopReadOnly) -> None:
        """A write-protected shop can be looked at as it is, or copied to where it can be worked with."""
        from ui.dialogs.write_protected import WriteProtectedDialog

        self._waiting.end()
        window = self._page.show()
        self.put_away()
        self._again = partial(self.offer_look, path, error)
        dialog = WriteProtectedDialog(window, path, error)
        dialog.look_wanted.connect(lambda: self._look_only(path))
        dialog.copy_wanted.connect(lambda to: self._copy(path, to))
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

        window = self._page.window
        if window is not None and isinstance(error, PassphraseNeeded | WrongPassphrase):
            self._waiting.end()
            self._ask_passphrase(window, backup, error, again)
        else:
            self._not_done(error)

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

        self._waiting.begin(_("Restoring the backup…"))
        looked = partial(self._restore_or_ask, backup, path, known)
        self._waiting.ask(looked, partial(self._not_looked, backup, path), read_manifest, backup)

    def _restore_or_ask(self, backup: Path, path: Path, known: Sequence[BackupInfo], manifest: Manifest) -> None:
        from services.backup.places import is_of
        from ui.dialogs.rescue import ask_other_shop

        self._waiting.end()
        window = self._page.window
        if window is None:  # the page was closed: nobody waits for the shop any more
            return
        restore = partial(self._restore, backup, path)
        if is_of(manifest, path, known):
            restore()
            return
        asked = ask_other_shop(window, path, manifest, restore)
        asked.rejected.connect(lambda: self._again())
        self._keep(asked)

    def _not_looked(self, backup: Path, path: Path, error: BaseException) -> None:
        if self._page.window is None:
            self._waiting.end()
        else:
            self.not_restored(backup, partial(self._restore, backup, path), error)

    def _restore(self, backup: Path, path: Path, passphrase: str | None = None) -> None:
        self.restore_wanted.emit(backup, path, passphrase)

    @Slot(object, object)
    def _restore_as(self, backup: Path, to: Path, passphrase: str | None = None) -> None:
        """Restore a backup as a new file and open it; the file that does not open stays where it is."""
        from services.backup.restoring import restore_as

        task = Task()
        self._waiting.begin(_("Restoring the backup…"), task.cancel)
        failed = partial(self.not_restored, backup, partial(self._restore_as, backup, to))
        taught: list[str] = []
        restored, told = partial(self._restored_as, to, taught), taught.extend
        self._waiting.ask(restored, failed, restore_as, backup, to, task, passphrase=passphrase, taught=told)

    def _restored_as(self, to: Path, taught: list[str], _manifest: Manifest) -> None:
        from services.taught_files import taken_words

        words = _("The backup is restored as {name}. The file that does not open is as it was.")
        self.came.emit(to, join_sentences([words.format(name=to.name), *filter(None, [taken_words(taught)])]))

    # -- what is write-protected ------------------------------------------------------------------------

    def _look_only(self, path: Path) -> None:
        from services.opening import opened_to_look

        self._waiting.begin(_("Opening {name}…").format(name=path.stem))
        self._waiting.ask(self.looked_at.emit, self._not_done, opened_to_look, path)

    def _copy(self, path: Path, to: Path) -> None:
        from services.shop_copy import copy_shop

        task = Task()
        self._waiting.begin(_("Copying the shop…"), task.cancel)
        self._waiting.ask(self._copied, self._not_done, copy_shop, path, to, task)

    def _copied(self, made: Copied) -> None:
        words = _("This is the copy {name}. The write-protected shop is as it was.").format(name=made.shop.name)
        lacking = made.left_out_words
        self.came.emit(made.shop, join_sentences([words, *([] if lacking is None else [render(lacking)])]))

    # -- what can be read ----------------------------------------------------------------------------

    def _look(self, damaged: Path) -> None:
        """Open it as it is, to look only; where not even that can be done, the card is there again."""
        from services.opening import opened_damaged

        self._waiting.begin(_("Opening {name}…").format(name=damaged.stem))
        self._waiting.ask(self.opened.emit, self._not_done, opened_damaged, damaged)

    def _salvage(self, damaged: Path, to: Path) -> None:
        from services.backup.salvaging import salvage

        task = Task()
        self._waiting.begin(_("Saving what can be read…"), task.cancel)
        self._waiting.ask(self._salvaged, self._not_done, salvage, damaged, to, task)

    def _salvaged(self, saved: Salvage) -> None:
        from services.backup.salvaging import salvage_words

        self.came.emit(saved.shop, render(salvage_words(saved)))


def _nothing() -> None:
    """What there is to come back to where nothing is asked."""
