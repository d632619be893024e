"""The backups of the open shop, for the window: made by themselves and on demand, listed, proven, restored."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from services import clock
from services.backup import places
from services.backup.archive import Reason
from services.backup.errors import BackupFolderMissing
from services.backup.keeper import EVERY, PROVE_EVERY, Keeper
from services.backup.making import Made
from services.backup.queries import BackupLine, BackupState, lines, state, state_words
from services.backup.restoring import OnTaught, restore_as
from services.backup.sealing import require_passphrase
from services.errors import AppError, Cancelled
from services.i18n import NN_, _
from services.kernel.tasks import Task
from services.messages import counted, render
from ui.shop_link import Pending, ShopLink

T = TypeVar("T")
_NOT_BACKED_UP = NN_("{count} file not backed up", "{count} files not backed up")
_LOOK_EVERY_MS = 15 * 60 * 1000
_SECOND_AGAIN = timedelta(hours=1)
"""How long a drive that did not take the second copy is left alone."""


class Backups(QObject):
    """A child of the link. `changed`: the state or the list is another; `made`: a backup was.

    The other signals ask the session to act; `open_wanted` carries a restored file and the names of what came with it.
    """

    changed = Signal()
    open_wanted = Signal(object, object)
    restore_wanted = Signal(object, object)
    made = Signal()

    def __init__(self, link: ShopLink) -> None:
        super().__init__(link)
        self.link = link
        self.keeper = Keeper(link.shop, on_close=True)
        self.state: BackupState | None = None
        self.task: Task | None = None
        self._is_over = False
        self._second_tried_at: datetime | None = None
        self.made.connect(self.refresh)
        self.keeper.on_made = self.made.emit
        self._looking = QTimer(self, interval=_LOOK_EVERY_MS)
        self._looking.timeout.connect(self.look)
        if not link.shop.read_only:
            self._looking.start()
        self.refresh()

    def close(self) -> None:
        """The window is closing: the last backup can be stopped together with everything else that still runs."""
        self._is_over = True
        self._looking.stop()
        self.keeper.on_made = _nobody
        self.keeper.closing_task = self.link.task()

    def rest(self) -> None:
        """Make no more by itself: the shop was found damaged, and a backup of it is none."""
        self._looking.stop()
        self.changed.emit()

    def words(self) -> tuple[str, str]:
        """The line of the sidebar and its tone."""
        if self.link.shop.is_damaged:
            return _("Damaged: no backup"), "problem"
        if self.task is not None:
            return _("Backing up…"), "busy"
        if self.link.shop.read_only:  # nothing in it changes: that it has no backup, or none could be made, is no worry
            return _("Only looked at"), "info"
        if self.failure is not None:
            return _("Last backup failed"), "problem"
        if self.state is None:
            return _("No backup yet"), "problem"
        if self.state.is_demo and self.state.made_at is None:
            return _("Demo: not backed up"), "info"
        words, is_well = state_words(self.state)
        if is_well and self.state.left_out:
            return counted(_NOT_BACKED_UP, self.state.left_out), "info"
        return render(words), "ok" if is_well else "problem"

    @property
    def failure(self) -> AppError | None:
        """Why the last backup failed, also one nobody asked for. A second folder that is away is told by the state."""
        problem = self.keeper.problem
        is_away = isinstance(problem, BackupFolderMissing) and problem.params["folder"] == str(self.second_folder)
        return None if is_away else problem

    @property
    def failed(self) -> str:
        """The same in words, also of one that failed before the program was started; empty where none did."""
        if self.failure is not None:
            return str(self.failure)
        return self.state.failed if self.state is not None else ""

    @Slot()
    def refresh(self) -> None:
        """Ask again whether the shop is safe."""
        self.link.ask(state, self.link.shop.path, owner=self).then(self._take)

    @Slot()
    def look(self) -> None:
        """Back up where the last one is four hours old and something was done since."""
        self.link.ask(state, self.link.shop.path, owner=self).then(self._back_up_if_due)

    def ask_lines(self, owner: QObject) -> Pending[tuple[BackupLine, ...]]:
        """The list of backups, each compared with now."""
        return self.link.ask(lines, self.link.shop.path, owner=owner)

    def back_up(self, owner: QObject) -> Pending[Made] | None:
        """Make one now; None while another one is being made."""
        return self._begin(owner, self.keeper.back_up, Reason.ASKED)

    def prove(self, backup: Path, owner: QObject, passphrase: str | None = None) -> Pending[Any] | None:
        """Unpack a backup for a moment and read it as a shop."""
        return self._begin(owner, self.keeper.prove, backup, passphrase)

    def restore_as(
        self, backup: Path, to: Path, owner: QObject, passphrase: str | None, taught: OnTaught
    ) -> Pending[Any] | None:
        """Restore as a new file; whoever asked opens it with `open_wanted`."""
        return self._begin(owner, partial(restore_as, passphrase=passphrase, taught=taught), backup, to)

    def try_passphrase(self, backup: Path, passphrase: str, owner: QObject) -> Pending[Any] | None:
        """Look whether the passphrase opens the backup."""
        return self._begin(owner, require_passphrase, backup, passphrase)

    def set_passphrase(self, passphrase: str | None, owner: QObject) -> Pending[Any] | None:
        """Encrypt the backups from now on; None: no more."""
        return self._begin(owner, self.keeper.set_passphrase, passphrase)

    def choose_second_folder(self, folder: Path | None) -> None:
        """Keep a second copy there from now on; None ends that."""
        places.choose_second_folder(self.link.shop.path, folder)
        self.keeper.problem = self._second_tried_at = None
        self.link.ask(state, self.link.shop.path, owner=self).then(self._fill_second)

    @property
    def second_folder(self) -> Path | None:
        """Where the second copy goes."""
        return places.second_folder(self.link.shop.path)

    def stop(self) -> None:
        """Stop what is running; nothing of it remains."""
        if self.task is not None:
            self.task.cancel()

    def _begin(self, owner: QObject, function: Callable[..., T], *args: Any) -> Pending[T] | None:
        if self._is_over or self.task is not None:
            return None
        task = self.task = self.link.task()
        self.changed.emit()
        future: Future[T] = self.keeper.submit(function, *args, task)
        self.link.wait_for(future, self).then(self._ended).fails(self._ended)
        return self.link.wait_for(future, owner)

    def _ended(self, _answer: object) -> None:
        self.task = None
        self.refresh()

    def _take(self, found: BackupState) -> None:
        self.state = found
        self.changed.emit()

    def _fill_second(self, found: BackupState) -> None:
        """A folder that was just chosen does not wait for the next change."""
        self._take(found)
        if found.is_second_behind and not (found.has_changed or found.is_demo or self.link.shop.read_only):
            self._back_up_if_due(found)

    def _back_up_if_due(self, found: BackupState) -> None:
        """A second folder that goes on failing puts off neither the drill nor the drive's rest."""
        self._take(found)
        made_at = found.made_at
        if found.is_demo:
            return
        pending: Pending[Any] | None
        if found.has_changed and not clock.was_within(made_at, EVERY):
            pending = self._begin(self, self.keeper.back_up_if_changed, Reason.SCHEDULE)
        elif self._is_second_wanted(found):
            pending = self._begin(self, self.keeper.back_up_if_changed, Reason.SCHEDULE)
            if pending is not None:
                self._second_tried_at = clock.now()
        elif made_at is not None and not clock.was_within(found.proven_at, PROVE_EVERY):
            pending = self._begin(self, self.keeper.prove_if_due)
        else:
            return
        if pending is not None:
            pending.fails(self._not_done)

    def _is_second_wanted(self, found: BackupState) -> bool:
        """Whether the second folder lacks what is all there is, and was not tried a moment ago."""
        if found.has_changed or not found.is_second_behind:
            return False
        return not clock.was_within(self._second_tried_at, _SECOND_AGAIN)

    def _not_done(self, error: Exception) -> None:
        """What nobody asked for interrupts nobody: the line at the left says that a backup failed."""
        if isinstance(error, AppError) and not isinstance(error, Cancelled):
            self.keeper.problem = error
            self.changed.emit()


def _nobody() -> None:
    """Nobody wants to know any more."""
