"""Checks all data by itself once a month, while nobody is there, and says so where something does not hold."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal, Slot

from services import clock
from services.backup.places import BegunCheck
from services.errors import Cancelled
from services.integrity import (
    CHECK_EVERY,
    Finding,
    LastCheck,
    check_step,
    damage_in,
    findings_of,
    last_check,
    next_step,
    note_damage,
)
from services.kernel.tasks import Task
from ui.duties.hourly_look import HourlyLook
from ui.duties.nobody_there import NobodyThere
from ui.shop_link import ShopLink

_FIRST_LOOK_MS = 10 * 60 * 1000
_log = logging.getLogger(__name__)


class MonthlyCheck(HourlyLook):
    """`found` carries what does not hold: after a check, and once after every start until the next one.

    `damaged` carries the finding that the file itself is damaged, as soon as that is known, whoever found it.
    `superseded` says that another check came to its end: what was said of the one before is not news any more.

    A check goes on step by step while the program is left alone. The step at which somebody comes back, or closes the
    program, is broken off and begun again when they are gone, or another day.
    """

    found = Signal(object)
    damaged = Signal(object)
    superseded = Signal()

    def __init__(self, link: ShopLink) -> None:
        super().__init__(link, first_ms=_FIRST_LOOK_MS)
        self.alone = NobodyThere(self)
        self.alone.left.connect(self._go_on)
        self.alone.returned.connect(self._break_off)
        self._running: Task | None = None
        self._looking: Task | None = None
        self._begun: BegunCheck | None = None
        self._finished_at: datetime | None = None
        self._is_told = False

    def look(self) -> None:
        """Wait for nobody to be there, where a check is due; else say again what the last one found."""
        if not self.alone.is_watching and not self._was_finished_lately():
            self.link.ask(last_check, owner=self).then(self._take).fails(_tell)

    def look_at_structure(self) -> None:
        """Look at once whether the file itself is damaged, for something else makes one think so."""
        self._looking = task = self.link.task()
        self.link.ask_aside(check_step, 0, task, owner=self).then(self._tell_damage).fails(_tell)

    def note_damage(self, reason: str) -> None:
        """Let the next start know that the file itself is damaged, whatever met it."""
        self.link.ask_aside(note_damage, reason, owner=self).fails(_tell)

    def was_done_by_hand(self, found: Sequence[Finding]) -> None:
        """Somebody checked all data and saw what was found: nobody says it again before the next start.

        What was begun is over. What still does not hold is said after a start, whoever found it.
        """
        self.alone.end()
        self._break_off()
        self._finished_at, self._begun, self._is_told = clock.now(), None, True
        self.superseded.emit()
        self._tell_damage(found)

    def close(self) -> None:
        """Begin nothing more, and let nobody wait for what runs."""
        super().close()
        self.alone.end()
        self._break_off()
        if self._looking is not None:
            self._looking.cancel()

    def _was_finished_lately(self) -> bool:
        """Whether this window looked already: a note that could not be written says nothing of it."""
        return self._finished_at is not None and clock.now() - self._finished_at < CHECK_EVERY

    def _take(self, last: LastCheck) -> None:
        if last.is_due:
            self._begun = self._begun or last.begun
            self.alone.begin()
        elif not self._is_told:
            self._say(last.found)

    @Slot()
    def _go_on(self) -> None:
        if self._running is None:
            self._running = task = Task()
            self.link.ask_aside(next_step, self._begun, task, owner=self).then(self._stepped).fails(self._stopped)

    @Slot()
    def _break_off(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _stepped(self, begun: BegunCheck) -> None:
        self._running, self._begun = None, begun
        self._tell_damage(findings_of(begun.found))
        if begun.done == begun.of:
            self._finish(findings_of(begun.found))
        elif self.alone.is_so:
            self._go_on()

    def _stopped(self, error: Exception) -> None:
        """Broken off, it goes on when nobody is there; what failed is tried again at the next look."""
        self._running = None
        _tell(error)
        if not isinstance(error, Cancelled):
            self.alone.end()
        elif self.alone.is_so:
            self._go_on()

    def _finish(self, found: Sequence[Finding]) -> None:
        self.alone.end()
        self._finished_at, self._begun = clock.now(), None
        self.superseded.emit()
        self._say(found)

    def _say(self, found: Sequence[Finding]) -> None:
        if found:
            self._is_told = True
            self.found.emit(found)
            self._tell_damage(found)

    def _tell_damage(self, found: Sequence[Finding]) -> None:
        damage = damage_in(found)
        if damage is not None:
            self.damaged.emit(damage)


def _tell(error: Exception) -> None:
    if isinstance(error, Cancelled):
        return
    _log.warning("all data could not be checked, it is tried again in an hour: %s", error)
