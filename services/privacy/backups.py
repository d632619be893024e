"""Backups and erased people: which backups still hold them, and writing those anew without them."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from models.customers import Erasure
from models.database import Database
from models.dialects import sqlite
from models.disk import settle_names, take_place
from models.orders import Order
from services.backup import archive, attachments, places
from services.backup.archive import Manifest
from services.backup.errors import BackupDamaged
from services.backup.files import private_part
from services.backup.places import BackupInfo
from services.backup.summary import born_at, summary
from services.kernel.chunks import sorted_chunks
from services.kernel.tasks import Task
from services.privacy.erasing import erase_again
from services.shop import Shop

_SECOND = timedelta(seconds=1)  # erasures are noted by the second
_orders = Order.table()
_erasures = Erasure.table()


@dataclass(frozen=True, slots=True)
class HoldingBackup:
    """A backup in which people who were erased since can still be read, and in how many orders."""

    info: BackupInfo
    orders: int


@dataclass(frozen=True, slots=True)
class ErasedOrders:
    """The orders whose person was erased, those that only lost their recipient, and when the last erasure was."""

    ids: frozenset[int]
    recipients: frozenset[int]
    last_at: datetime | None


def erased_orders(connection: Connection) -> ErasedOrders:
    """What was ever erased here."""
    last = connection.execute(select(_erasures.c.erased_at).order_by(_erasures.c.erased_at.desc()).limit(1)).scalar()
    if last is None:
        return ErasedOrders(frozenset(), frozenset(), None)
    erased = select(_orders.c.id, _orders.c.buyer == _orders.c.receiver).where(_orders.c.receiver.like("erased-%"))
    rows = connection.execute(erased).all()
    people, others = ([row[0] for row in rows if bool(row[1]) is is_whole] for is_whole in (True, False))
    return ErasedOrders(frozenset(people), frozenset(others), last)


def holding(connection: Connection, task: Task | None = None) -> tuple[HoldingBackup, ...]:
    """The backups of the shop that still hold somebody who was erased, the newest first. Opens each of them."""
    job, erased, shop = task or Task(), erased_orders(connection), sqlite.path_of(connection)
    ids = erased.ids | erased.recipients
    if not ids or erased.last_at is None:
        return ()
    found = []
    for info in places.all_backups(shop, born_at(connection)):
        job.checkpoint()
        if info.manifest is None or info.manifest.made_at > erased.last_at + _SECOND:
            continue
        # An encrypted one cannot be looked into: it may hold all of them.
        count = len(ids) if info.is_encrypted else _orders_in(info.path, ids, shop.parent, job)
        if count:
            found.append(HoldingBackup(info, count))
    return tuple(found)


def other_copies(shop: Path) -> tuple[Path, ...]:
    """Files beside the shop that are older states of it and no backups: they are told of, and left to the person."""
    stem = glob.escape(shop.stem)
    kept = [*shop.parent.glob(f"{stem}.before-restore-*"), *places.home_of(shop).glob(f"{stem}-v*.db")]
    return tuple(sorted(kept))


def delete_backups(_connection: Connection, paths: Iterable[Path]) -> int:
    """Delete these backups; returns how many there were. A power cut brings none of them back."""
    found = [path for path in paths if path.exists()]
    for path in found:
        path.unlink(missing_ok=True)
    for folder in sorted({path.parent for path in found}):
        settle_names(folder)
    return len(found)


def rewrite_all(connection: Connection, backups: Sequence[Path], task: Task | None = None) -> int:
    """Write these backups anew without the people who were erased since; returns how many they were."""
    for backup in backups:
        rewrite(connection, backup, task)
    return len(backups)


def rewrite(connection: Connection, backup: Path, task: Task | None = None) -> Manifest:
    """Write a backup anew without the people who were erased since; everything else in it stays.

    Raises `BackupDamaged` where it can not be read, and `PassphraseNeeded` for an encrypted one, which can only be
    deleted; the old one is only replaced by a complete new one, and a power cut afterwards does not bring it back.
    """
    job, erased = task or Task(), erased_orders(connection)
    folder = backup.parent
    with private_part(folder / f".{backup.stem}.{os.getpid()}.db.part") as part:
        manifest = _unpacked(backup, part, job)
        with Shop.open(part, who="rewriting a backup") as inside:
            inside.run(erase_again, sorted(erased.ids), sorted(erased.recipients), source="backup", task=job)
            inside.compact()
        fresh = _manifest_of(part, manifest)
        pictures = attachments.sources_of(sqlite.path_of(connection), folder)
        with private_part(folder / f".{backup.stem}.{os.getpid()}.zip.part") as packed:
            fresh = archive.write(part, fresh, packed, job, pictures).manifest
            archive.verify(packed, job)
            take_place(packed, backup)
            settle_names(folder)
    return fresh


def _unpacked(backup: Path, part: Path, task: Task) -> Manifest:
    with part.open("wb") as file:
        return archive.unpack(backup, file, task)


def _manifest_of(part: Path, manifest: Manifest) -> Manifest:
    engine = sqlite.open_reader(part, immutable=True)
    try:
        with engine.connect() as connection:
            holds = summary(connection)
    finally:
        engine.dispose()
    return replace(manifest, holds=holds)


def _orders_in(backup: Path, ids: frozenset[int], folder: Path, task: Task) -> int:
    """Of these orders, how many the backup shows with their people; a damaged backup shows none."""
    with private_part(folder / f".{backup.stem}.{os.getpid()}.look.part") as part:
        try:
            _unpacked(backup, part, task)
        except BackupDamaged:
            return 0
        database = Database(part, read_only=True, immutable=True)
        try:
            with database.reading() as connection:
                return sum(_readable(connection, some) for some in sorted_chunks(ids))
        finally:
            database.close()


def _readable(connection: Connection, ids: Sequence[int]) -> int:
    there = _orders.c.receiver.is_(None) | _orders.c.receiver.not_like("erased-%")
    statement = select(func.count()).select_from(_orders).where(_orders.c.id.in_(ids), there)
    return int(connection.execute(statement).scalar_one())
