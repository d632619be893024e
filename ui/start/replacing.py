"""A backup in the place of a shop file that is not open: what was there is kept, and the shop is opened again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from services.i18n import _, join_sentences
from ui.start.first_page import FirstPage
from ui.start.rescue import Rescue
from ui.start.waiting import Waiting

WHO = "Zhanggui"


class Replacing(QObject):
    """`came` carries the file to open, and what to say then: words, or the error that left it as it was."""

    came = Signal(object, object)

    def __init__(self, waiting: Waiting, page: FirstPage, rescue: Rescue, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting, self._page, self._rescue = waiting, page, rescue

    @Slot(object, object, object)
    def restore_over(self, backup: Path, path: Path, passphrase: str | None = None) -> None:
        """Put a backup in the place of this file."""
        from services.backup.restoring import restore_in_place

        self._waiting.begin(_("Restoring the backup…"))
        failed = partial(self._not_restored, backup, path)
        taught: list[str] = []
        restored, told = partial(self._restored, path, taught), taught.extend
        self._waiting.ask(restored, failed, restore_in_place, backup, path, who=WHO, passphrase=passphrase, taught=told)

    def _restored(self, path: Path, taught: list[str], kept: Path | None) -> None:
        from services.taught_files import taken_words

        words = _("The backup is restored. What was here before is kept as {name}.")
        said = [] if kept is None else [words.format(name=kept.name)]
        self.came.emit(path, join_sentences([*said, *filter(None, [taken_words(taught)])]) or None)

    def _not_restored(self, backup: Path, path: Path, error: BaseException) -> None:
        """The shop is as it was: it comes back, and says why; one that did not open before only says why."""
        if self._page.window is not None:
            self._rescue.not_restored(backup, partial(self.restore_over, backup, path), error)
        else:
            self.came.emit(path, error)
