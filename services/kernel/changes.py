"""What a committed operation changed, and who is told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from models.entities import Entity
from models.journal import OperationKind
from models.values import IdRanges
from services.messages import Message

_log = logging.getLogger(__name__)
_HIGHEST_ID = (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The rows an operation touched, as exact id ranges per entity; operation 0 where nothing was kept."""

    operation_id: int
    code: str
    kind: OperationKind
    label: Message
    rows: Mapping[Entity, IdRanges] = field(default_factory=dict)

    def touches(self, *entities: Entity) -> bool:
        """Whether any row of these entities changed."""
        return any(entity in self.rows for entity in entities)


# What widgets are told after midnight: no operation, and any row may be shown otherwise now (due, late, of today).
NEW_DAY = ChangeSet(
    0, "day", OperationKind.DO, Message(""), {entity: IdRanges(((1, _HIGHEST_ID),)) for entity in Entity}
)

Listener = Callable[[ChangeSet], None]


class ChangeBus:
    """Calls every listener after a commit, on the writer thread. One failing listener stops no other."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` about every committed operation; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, changes: ChangeSet) -> None:
        """Announce a committed operation."""
        for listener in tuple(self._listeners):
            try:
                listener(changes)
            except Exception:  # noqa: BLE001 - the commit is done, whatever a listener makes of it
                _log.exception("a listener failed on operation %s", changes.code)
