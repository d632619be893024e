"""When backups are made by themselves: before imports, deletions and repairs, on a schedule, and on closing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from services import clock, paths, settings
from services.backup import places
from services.backup.archive import Manifest, Reason, verify
from services.backup.errors import BackupDamaged, NoWayBack
from services.backup.keys import new_key
from services.backup.making import Made, copied_to_second, has_changed, make
from services.backup.restoring import prove
from services.backup.summary import born_at
from services.errors import AppError, Cancelled, ShopOnlyLookedAt
from services.i18n import N_
from services.kernel.tasks import Task
from services.messages import message
from services.shop import Shop

T = TypeVar("T")
_log = logging.getLogger(__name__)

EVERY = timedelta(hours=4)
PROVE_EVERY = timedelta(days=30)
_QUIET_AFTER = timedelta(minutes=10)
_BEFORE: dict[str, Reason] = {
    "imports.apply": Reason.IMPORT,
    "orders.delete": Reason.DELETE,
    "catalog.delete": Reason.DELETE,
    "catalog.bulk": Reason.BULK,
    "catalog.create_from_codes": Reason.BULK,
    "finance.sort_again": Reason.BULK,
}

# Nothing but this backup takes it back: made of the very moment before it, also where no step was done since the last
# one, for what is repaired was no step; and without it the command does not begin.
_WAY_BACK: dict[str, Reason] = {"integrity.rebuild": Reason.REPAIR}

# What changes so many rows at once, or takes such a step back: each can be undone, so the one of the schedule serves.
_MANY = 20

# Done one after the other, often: a backup of some minutes ago serves them all.
_ONE_OF_MANY = frozenset({Reason.DELETE, Reason.BULK})


class Keeper:
    """Keeps one open shop safe. A backup that fails never stops the work; `problem` says why it failed."""

    def __init__(self, shop: Shop, *, on_close: bool = False) -> None:
        self.shop = shop
        self.problem: AppError | None = None
        self.closing_task = Task()
        self.closing_reason = Reason.CLOSE
        self.on_made: Callable[[], object] = _nobody
        self._one_at_a_time = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        if not shop.read_only:
            shop.before_command = self._before_command
            if on_close:
                shop.before_close = self._before_close

    def back_up_if_changed(self, reason: Reason, task: Task | None = None) -> Made | None:
        """A backup, unless nothing changed since the last one or the shop is a demo. Waits.

        Where nothing changed, a second folder that is there again gets the newest one, while there is time for it.
        """
        with self._one_at_a_time:
            if self.shop.ask(settings.read, settings.IS_DEMO):
                return None
            if has_changed(self.shop):
                return self._made(reason, task)
            return self._made_up_for(task) if reason in (Reason.SCHEDULE, Reason.CLOSE) else None

    def back_up(self, reason: Reason = Reason.ASKED, task: Task | None = None) -> Made:
        """A backup in any case. Waits."""
        with self._one_at_a_time:
            return self._made(reason, task)

    def prove_if_due(self, task: Task | None = None) -> Manifest | None:
        """Once a month, bring the newest backup back into a folder of its own, for a moment. Waits.

        One that turns out to be damaged is followed by a fresh backup, and the error is raised.
        """
        with self._one_at_a_time:
            backups = places.good_backups(self.shop.path, self.shop.ask(born_at))
            last = places.proven_at(self.shop.path)
            if not backups or clock.was_within(last, PROVE_EVERY):
                return None
            return self._proven(backups[0].path, task)

    def prove(self, backup: Path, passphrase: str | None = None, task: Task | None = None) -> Manifest:
        """The same at once, with this backup. Waits."""
        with self._one_at_a_time:
            return self._proven(backup, task, passphrase)

    def _proven(self, backup: Path, task: Task | None, passphrase: str | None = None) -> Manifest:
        """An encrypted backup is unpacked with its passphrase; without it only its seal is looked at."""
        try:
            if passphrase is None and (found := verify(backup, task or Task())).is_encrypted:
                places.note_proof(self.shop.path)
                return found
            manifest = prove(backup, paths.cache_dir(), task, passphrase=passphrase)
        except BackupDamaged:
            if not self.shop.is_damaged:
                _log.warning("the backup %s is damaged; another one is made", backup.name)
                self._made(Reason.SCHEDULE, task)
            raise
        places.note_proof(self.shop.path)
        return manifest

    def set_passphrase(self, passphrase: str | None, task: Task | None = None) -> None:
        """Encrypt the backups from now on, with a fresh key; None: no more. Takes a second."""
        with self._one_at_a_time:
            key = new_key(passphrase) if passphrase is not None else None
            (task or Task()).checkpoint()
            places.keep_key(self.shop.path, key)

    def submit(self, function: Callable[..., T], *args: Any) -> Future[T]:
        """Do something with backups on a thread of its own, one after the other."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="backup")
        return self._pool.submit(function, *args)

    def _made_up_for(self, task: Task | None) -> Made | None:
        lacked = places.lacked_by_second(self.shop.path, self.shop.ask(born_at))
        if lacked is None or self.shop.is_damaged:
            return None
        made = copied_to_second(self.shop, lacked, task or Task())
        self.problem = made.second_problem
        self.on_made()
        return made

    def _made(self, reason: Reason, task: Task | None) -> Made:
        if self.shop.is_damaged:  # it would be counted as the newest, and good ones would go for it
            raise ShopOnlyLookedAt(file=str(self.shop.path))
        try:
            made = make(self.shop, reason=reason, task=task)
        except Cancelled:
            raise
        except AppError as error:
            self.problem = error
            raise
        self.problem = made.second_problem
        self.on_made()
        return made

    def _before_command(self, code: str, rows: int, task: Task) -> None:
        """On the writer's thread, before the command begins: what it changes is in no backup yet."""
        if code in _WAY_BACK:
            self._make_way_back(_WAY_BACK[code], task)
            return
        if code in _BEFORE:
            reason, serves = _BEFORE[code], _QUIET_AFTER
        elif rows >= _MANY:
            reason, serves = Reason.BULK, EVERY
        else:
            return
        if reason in _ONE_OF_MANY and self._is_fresh(serves):
            return
        task.checkpoint(doing=message(N_("Backing up…")))
        self._quietly(reason, task)

    def _make_way_back(self, reason: Reason, task: Task) -> None:
        task.checkpoint(doing=message(N_("Backing up…")))
        try:
            self.back_up(reason, task)
        except Cancelled:
            raise
        except AppError as error:
            raise NoWayBack(reason=error.message) from error

    def _before_close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        try:
            self._quietly(self.closing_reason, self.closing_task)
        except Cancelled:
            _log.info("the backup on closing was stopped")

    def _quietly(self, reason: Reason, task: Task) -> None:
        try:
            self.back_up_if_changed(reason, task)
        except Cancelled:
            raise
        except AppError as error:
            _log.warning("no backup was made (%s): %s", reason, error.code)

    def _is_fresh(self, serves: timedelta) -> bool:
        """Whether the newest backup is so young that one deletion or change after the other needs no other."""
        home, born = places.home_of(self.shop.path), self.shop.ask(born_at)
        newest = places.backups_in(home, self.shop.path, born)[:1]
        manifest = newest[0].manifest if newest else None
        return manifest is not None and clock.was_within(manifest.made_at, serves)


def _nobody() -> None:
    """Nobody wants to know."""
