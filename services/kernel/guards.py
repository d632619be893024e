"""What may forbid an operation when everything it changes is known, and before anything of it is kept."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection


class Guard(Protocol):
    """Looks at the transaction of every operation, undo and redo included."""

    def begin(self, connection: Connection) -> None:
        """An operation begins; forget what another left behind."""
        ...

    def require(self, connection: Connection, code: str) -> None:
        """Raise where the operation must not be. `code` is the command's, of an undo or redo that of its root."""
        ...
