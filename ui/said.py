"""How it is said that something was done: one rule for every toast and desk.

A deed has the name of what was asked for (“Hold 1 order”). Said alone afterwards it would sound like a command, so it
is said with what became of it, as it is when it is taken back (“Undone: Hold 1 order”).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from services.i18n import _
from services.kernel.changes import ChangeSet
from services.messages import render
from ui.shop_link import ShopLink


def done(changes: ChangeSet) -> str:
    """“Done: Hold 1 order”; that nothing changed where nothing did."""
    if not changes.rows:
        return _("Nothing had to be changed.")
    return _("Done: {what}").format(what=render(changes.label))


def way_back(link: ShopLink, changes: ChangeSet) -> Callable[[], object] | None:
    """What takes a deed back; None where nothing was done, for then there is nothing to take back."""
    return partial(link.undo, changes.operation_id) if changes.rows else None
