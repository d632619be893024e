"""One line of what an import will do, and the words for what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from services.importing.staged import RowProblem
from services.importing.targets import Conflict, OrderTarget
from services.importing.wording import ORDERS, Wording

NEW, CHANGED, SAME, WAITING, CONFLICT = "new", "changed", "same", "waiting", "conflict"
OUTCOMES = (NEW, CHANGED, SAME, CONFLICT, WAITING)


class Target(Protocol):
    """A record as an import leaves it."""

    changes: dict[str, tuple[Any, Any]]

    def described(self, wording: Wording, currency: str, zone: str) -> str:
        """What happens to it, in the current language."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, conflict or waiting row of a plan; `what` is the thing itself, `wording` its words.

    `key` is what people know it by; `record` what its conflicts name it by, where that is another. `scratch` says
    which file a waiting row is of: several files may have one name.
    """

    outcome: str
    key: str
    where: str
    what: Target | Conflict | RowProblem
    currency: str
    zone: str
    wording: Wording = ORDERS
    record: str = ""
    scratch: Path | None = None

    @property
    def choice(self) -> tuple[str, str] | None:
        """What to choose to let the file win, where this is a conflict."""
        return (self.what.key, self.what.field) if isinstance(self.what, Conflict) else None

    @property
    def changes(self) -> Mapping[str, tuple[Any, Any]]:
        """Column → (old, new) of an existing record; empty for anything else."""
        if isinstance(self.what, Conflict | RowProblem):
            return {}
        return self.what.shown_changes if isinstance(self.what, OrderTarget) else self.what.changes

    @property
    def conflict_key(self) -> str:
        """The key conflicts of this record carry."""
        return self.record or self.key

    def as_conflict(self, name: str) -> Entry:
        """The change of a column as the conflict it was before it was decided for the file."""
        return replace(self, outcome=CONFLICT, what=Conflict(self.conflict_key, name, *self.changes[name]))
