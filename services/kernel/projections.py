"""Projections: tables that repeat what the facts say. They follow every write in its own transaction.

A projection says which of its keys a changed row belongs to, and recomputes whole keys. The
same code serves a single edit, an import, an undo, a rebuild and the check, so the five can
not disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, cast, runtime_checkable

from sqlalchemy import Connection, Table, func, literal, select

from models.entities import Entity
from services.kernel.images import Image
from services.kernel.tasks import Task
from services.messages import Message

Key = Any
ROWS_NAMED = 20
"""Of how many rows that are wrong a person is told."""
_MANY, _MANY_TIMES = 5_000, 2  # keys; and how many of them to one row that is left


@dataclass(frozen=True, slots=True)
class Differs:
    """What a derived table does not say as the facts do: the sentence, and what its rows are found by (at most 20)."""

    message: Message
    rows: tuple[str, ...] = ()


class Projection(Protocol):
    """One derived table.

    `sources` are the entities whose rows it repeats. A key is whatever the projection
    recomputes as a whole: an order's id, a day.
    """

    name: str
    sources: frozenset[Entity]

    def keys_of(self, entity: Entity, image: Image) -> Iterable[Key]:
        """The keys a row with these stored values belongs to."""
        ...

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[Key]:
        """The keys of all rows of the entity with ids from `first` to `last`."""
        ...

    def recompute(self, connection: Connection, keys: Collection[Key], task: Task) -> None:
        """Make the rows of these keys equal to what the facts say; what takes long reports it and can be cancelled."""
        ...

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Throw everything away and compute it again."""
        ...

    def verify(self, connection: Connection) -> list[Differs]:
        """What differs from the facts; empty when sound."""
        ...


@runtime_checkable
class LooksAtUpdates(Protocol):
    """A projection that can tell from an update which of the row's keys it leaves as they are."""

    def keys_of_update(self, entity: Entity, one: Image, other: Image) -> Iterable[Key]:
        """The keys affected by the difference between two images of a row, whichever is the newer."""
        ...


@runtime_checkable
class KnowsItsSize(Protocol):
    """A projection that is rebuilt when most of its rows have gone at once, as when an import is undone."""

    def is_smaller_than(self, connection: Connection, count: int) -> bool:
        """Whether a rebuild would look at fewer than `count` rows; the answer must be cheap."""
        ...


class PendingKeys:
    """Collects, during one operation, which keys of which projection have to be recomputed."""

    def __init__(
        self, projections: Iterable[Projection], unread: Mapping[Entity, frozenset[str]] | None = None
    ) -> None:
        """`unread` are columns no projection is derived from: an update of these alone touches nothing."""
        self._projections = tuple(projections)
        self._unread = unread or {}
        self._keys: dict[str, set[Key]] = {projection.name: set() for projection in self._projections}

    def touch(self, entity: Entity, *images: Image) -> None:
        """A row changed; give all of its images, old and new."""
        unread = self._unread.get(entity)
        if unread and len(images) == 2 and unread.issuperset(_changed(*images)):
            return
        for projection in self._projections:
            if entity not in projection.sources:
                continue
            keys = self._keys[projection.name]
            if len(images) == 2 and _looks_at_updates(type(projection)):
                keys.update(cast(LooksAtUpdates, projection).keys_of_update(entity, *images))
                continue
            for image in images:
                keys.update(projection.keys_of(entity, image))

    def touch_block(self, connection: Connection, entity: Entity, first: int, last: int) -> None:
        """Rows of a block were inserted, or are about to be deleted."""
        for projection in self._projections:
            if entity in projection.sources:
                self._keys[projection.name].update(projection.keys_in(connection, entity, first, last))

    def recompute(self, connection: Connection, task: Task) -> None:
        """Bring every touched key up to date; cancelling the task cancels the operation."""
        for projection in self._projections:
            keys = self._keys[projection.name]
            if _is_mostly_gone(projection, connection, len(keys)):
                projection.rebuild(connection, task)
            elif keys:
                projection.recompute(connection, keys, task)


@cache  # to ask a protocol takes longer than its answer
def _looks_at_updates(kind: type[Projection]) -> bool:
    return issubclass(kind, LooksAtUpdates)


def _changed(one: Image, other: Image) -> Iterable[str]:
    return (name for name, value in one.items() if other[name] != value)


def _is_mostly_gone(projection: Projection, connection: Connection, keys: int) -> bool:
    if keys <= _MANY or not isinstance(projection, KnowsItsSize):
        return False
    return projection.is_smaller_than(connection, keys // _MANY_TIMES)


def has_fewer_rows(connection: Connection, table: Table, count: int) -> bool:
    """Whether the table has fewer rows than that; it is not counted further."""
    some = select(literal(1)).select_from(table).limit(count).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one()) < count
