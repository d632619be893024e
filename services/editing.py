"""What all commands that edit a row have in common: is it still the row that was read, and what of it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.base import Journaled
from services.errors import StaleEdit
from services.messages import message


def require_unchanged(row: Journaled, version: int | None, what: str) -> None:
    """`StaleEdit` where the row, named by `what` (marked with `N_`), is not at this version any more; None: any is."""
    if version is not None and row.version != version:
        raise StaleEdit(what=message(what))


def overwrite(row: Journaled, values: Mapping[str, Any]) -> None:
    """Set what differs: a row whose values all stay is not changed."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
