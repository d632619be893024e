"""What the window and the command line show of backups: the list, and whether the shop is safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.journal import Operation
from services import clock, settings
from services.backup import places
from services.backup.archive import Manifest, Reason
from services.backup.places import BackupInfo
from services.backup.summary import Summary, born_at, differences, last_step, summary
from services.i18n import N_, NN_
from services.messages import Message, message, plural_message

TOO_OLD = timedelta(days=2)
# By then a shop in use has had its first backup: before an import, while open, or on closing.
FIRST_WITHIN = timedelta(hours=5)

REASONS: dict[Reason, str] = {
    Reason.ASKED: N_("on demand"),
    Reason.CLOSE: N_("on closing"),
    Reason.SCHEDULE: N_("while open"),
    Reason.IMPORT: N_("before an import"),
    Reason.DELETE: N_("before deleting"),
    Reason.BULK: N_("before changing many things at once"),
    Reason.RESTORE: N_("before a restore"),
    Reason.REPAIR: N_("before a repair"),
}

REPAIR = "integrity.rebuild"
"""The step a backup “before a repair” was made for."""

SECOND_BEHIND = N_("The second folder lacks the newest backup")


_LEFT_OUT = NN_("{count} file is not in it", "{count} files are not in it")


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup in the list: its file, how it differs from the shop now, and how many steps were done since."""

    info: BackupInfo
    differs: tuple[Message, ...]
    steps_since: int = 0


@dataclass(frozen=True, slots=True)
class BackupState:
    """Whether the shop is safe: the newest backup, whether anything came since, and the second folder."""

    newest: BackupInfo | None
    has_changed: bool
    second: Path | None
    is_second_there: bool
    zone: str
    is_demo: bool = False
    proven_at: datetime | None = None
    is_encrypting: bool = False
    born_at: datetime | None = None
    is_second_behind: bool = False
    """Whether the second folder is there and lacks the newest backup."""
    failed: str = ""
    """Why the last backup failed, in the words of that day; empty where it did not."""

    @property
    def is_overdue(self) -> bool:
        """Whether work of days is in no backup."""
        if self.is_demo or not self.has_changed or self.made_at is None:
            return False
        return not clock.was_within(self.made_at, TOO_OLD)

    @property
    def is_lacking(self) -> bool:
        """Whether a shop that is no longer quite new was never backed up."""
        if self.is_demo or not self.has_changed or self.made_at is not None or self.born_at is None:
            return False
        return not clock.was_within(self.born_at, FIRST_WITHIN)

    @property
    def is_second_away(self) -> bool:
        """Whether a second folder was chosen and cannot be written to."""
        return self.second is not None and not self.is_second_there

    @property
    def left_out(self) -> int:
        """How many files beside the shop the newest backup does not have: no person was there to be told by name."""
        manifest = self.newest.manifest if self.newest is not None else None
        return manifest.left_out if manifest is not None else 0

    @property
    def made_at(self) -> datetime | None:
        """When the newest backup was made."""
        manifest = self.newest.manifest if self.newest is not None else None
        return manifest.made_at if manifest is not None else None


def lines(connection: Connection, shop: Path) -> tuple[BackupLine, ...]:
    """All backups of the shop, the newest first, each compared with the shop as it is now."""
    found = places.all_backups(shop, born_at(connection))
    now = summary(connection) if found else None
    repairs = _repairs_after(connection, found)
    return tuple(BackupLine(info, _differs(info, now), _steps_since(info, now, repairs)) for info in found)


def before_repair(connection: Connection, shop: Path) -> BackupInfo | None:
    """The newest backup that was made directly before a repair, and takes it back; None where none is left."""
    good = places.good_backups(shop, born_at(connection))
    return next(filter(_is_of_repair, good), None)


def state(connection: Connection, shop: Path) -> BackupState:
    """Whether the shop is safe at this moment."""
    born = born_at(connection)
    readable = places.good_backups(shop, born)
    newest = readable[0] if readable else None
    second = places.second_folder(shop)
    manifest = newest.manifest if newest is not None else None
    steps, at = last_step(connection)
    is_behind = places.lacked_by_second(shop, born) is not None
    has_changed = bool(steps) and (manifest is None or manifest.lacks(steps, at))
    return BackupState(
        newest=newest,
        has_changed=has_changed,
        second=second,
        is_second_there=places.is_second_there(shop),
        zone=settings.read(connection, settings.ZONE),
        is_demo=settings.read(connection, settings.IS_DEMO),
        proven_at=places.proven_at(shop),
        is_encrypting=places.key_of(shop, born) is not None,
        born_at=born,
        is_second_behind=is_behind,
        failed=_failed(shop, born, manifest) if has_changed or is_behind else "",
    )


def _failed(shop: Path, born: datetime | None, newest: Manifest | None) -> str:
    """Why the last backup failed: not one of a shop that was here before, nor of a clock that stood ahead."""
    found, now = places.last_failure(shop), clock.now()
    if found is None or found[0] > now or (born is not None and found[0] < born):
        return ""
    return found[1] if newest is None or not found[0] < newest.made_at <= now else ""


def state_words(found: BackupState) -> tuple[Message, bool]:
    """The line of the sidebar, which is narrow, and whether all is well."""
    made_at = found.made_at
    if found.failed:
        return message(N_("Last backup failed")), False
    if made_at is None:
        return message(N_("No backup yet")), False
    if found.is_overdue:
        return message(N_("Last backup · {when}"), when=when_words(made_at, found.zone)), False
    if found.is_second_away:
        return message(N_("2nd folder is away")), False
    if found.is_second_behind:
        return message(N_("2nd copy is missing")), False
    return message(N_("Backed up · {when}"), when=when_words(made_at, found.zone)), True


def when_words(at: datetime, zone: str) -> Message:
    """A moment as one says it: today with the time, else the day with the time."""
    place = ZoneInfo(zone)
    local, today = at.astimezone(place), clock.now().astimezone(place).date()
    if local.date() == today:
        return message(N_("today {time}"), time=f"{local:%H:%M}")
    if local.date() == today - timedelta(days=1):
        return message(N_("yesterday {time}"), time=f"{local:%H:%M}")
    return message(N_("{day} {time}"), day=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}")


def _differs(info: BackupInfo, now: Summary | None) -> tuple[Message, ...]:
    if info.manifest is None or now is None:
        return (message(N_("cannot be read")),)
    left_out = info.manifest.left_out
    if not left_out:
        return differences(info.manifest.holds, now)
    lacking = plural_message(_LEFT_OUT, left_out)
    is_same = info.manifest.holds.is_same_moment(now)  # "the same as now" would not be true of one that lacks files
    return (lacking,) if is_same else (*differences(info.manifest.holds, now), lacking)


def _steps_since(info: BackupInfo, now: Summary | None, repairs: frozenset[int]) -> int:
    """How many steps somebody did; the repair a backup was made for is none of them."""
    if info.manifest is None or now is None:
        return 0
    steps = info.manifest.holds.steps
    return max(0, now.steps - steps - (_is_of_repair(info) and steps + 1 in repairs))


def _is_of_repair(info: BackupInfo) -> bool:
    return info.manifest is not None and info.manifest.reason is Reason.REPAIR


def _repairs_after(connection: Connection, found: Sequence[BackupInfo]) -> frozenset[int]:
    """The numbers of the steps that are the repair a backup was made for: one that failed left none."""
    steps = Operation.table()
    next_ones = [one.manifest.holds.steps + 1 for one in found if one.manifest is not None and _is_of_repair(one)]
    which = select(steps.c.id).where(steps.c.id.in_(next_ones), steps.c.code == REPAIR)
    return frozenset(connection.execute(which).scalars()) if next_ones else frozenset()
