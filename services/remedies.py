"""What to do about each thing that "Check my data" finds: the button that puts it right, or words for what to do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from services.i18n import N_
from services.messages import Message, message


class Remedy(StrEnum):
    """Who puts something right: the program again from the facts, the backups' files, a backup, or a person."""

    REBUILD = "rebuild"
    FETCH = "fetch"
    RESCUE = "rescue"
    BY_HAND = "by hand"


_DERIVED = "projection."
STRUCTURE = "structure"
"""The code of a file whose pages, indexes or keys are not sound: nothing more should be written to it."""

_REBUILD = N_("“Compute derived data again” puts this right. A backup is made directly before it, which takes it back.")
_ORDER = N_(
    "Look up what is named and correct it. Where you cannot, a backup from before it is under “Backups”, and the "
    "report helps whoever helps you."
)
_CASE = N_(
    "Look up the case under “After-sales” and correct it. Where you cannot, a backup from before it is under "
    "“Backups”, and the report helps whoever helps you."
)
_MONEY = N_(
    "Look up the transaction under “Finance” and take back or correct what was done to it. Where you cannot, a backup "
    "from before it is under “Backups”, and the report helps whoever helps you."
)
_FILE = N_(
    "Another program changed the file. Write what you did since then into a file that can be imported, restore a "
    "backup from before it under “Backups”, and import that file."
)
_HISTORY = N_(
    "Orders and money hold; only taking these steps back may fail. If you need that, a backup from before it is under "
    "“Backups”, and the report helps whoever helps you."
)

BY_CODE: Mapping[str, tuple[Remedy, str]] = {
    STRUCTURE: (
        Remedy.RESCUE,
        N_("Write nothing more to this file: restore a backup of it, open it only to look, or save what can be read."),
    ),
    "stamp": (Remedy.BY_HAND, _FILE),
    "ids": (Remedy.BY_HAND, _FILE),
    "order.day": (Remedy.BY_HAND, _ORDER),
    "order.phone_tail": (
        Remedy.BY_HAND,
        N_("Enter the phone of these orders again: its last digits are then kept with it."),
    ),
    "order.refund": (Remedy.BY_HAND, _ORDER),
    "line.quantity": (Remedy.BY_HAND, _ORDER),
    "line.link": (Remedy.BY_HAND, N_("Link the lines of these orders to their products again.")),
    "case.paid": (Remedy.BY_HAND, _CASE),
    "case.counted": (Remedy.BY_HAND, _CASE),
    "case.twice": (Remedy.BY_HAND, _CASE),
    "case.stock": (Remedy.BY_HAND, _CASE),
    "case.money": (Remedy.BY_HAND, _CASE),
    "case.end": (Remedy.BY_HAND, _CASE),
    "case.refused": (Remedy.BY_HAND, _CASE),
    "transaction.parts": (Remedy.BY_HAND, _MONEY),
    "transaction.duplicate": (Remedy.BY_HAND, _MONEY),
    "transaction.transfer": (Remedy.BY_HAND, _MONEY),
    "journal.state": (Remedy.BY_HAND, _HISTORY),
    "journal.orphans": (Remedy.BY_HAND, _HISTORY),
    "imports.waiting": (
        Remedy.BY_HAND,
        N_("Import these files again: what is in the shop already is recognised."),
    ),
    "files.missing": (
        Remedy.FETCH,
        N_("“Fetch files from the backups” brings back what the backups hold. Add the others again where they were."),
    ),
    "files.changed": (
        Remedy.BY_HAND,
        N_(
            "Move these files out of the folder and check again: they are missing then, and can be fetched from the "
            "backups."
        ),
    ),
    "files.unused": (
        Remedy.BY_HAND,
        N_("They harm nothing. Keep them, or delete them from the folder once you have looked at them."),
    ),
    "files.unfinished": (Remedy.BY_HAND, N_("Have a look at them, and delete those that are this program's.")),
}
"""Every code something is said about by name; those of derived tables share their words."""


def remedy_of(code: str) -> Remedy:
    """Who puts a finding of this code right. One that only a later program knows is left to a person."""
    if code.startswith(_DERIVED):
        return Remedy.REBUILD
    return BY_CODE[code][0] if code in BY_CODE else Remedy.BY_HAND


def what_to_do(code: str) -> Message:
    """What somebody does about a finding of this code, in a sentence or two."""
    if code.startswith(_DERIVED):
        return message(_REBUILD)
    return message(BY_CODE[code][1] if code in BY_CODE else _ORDER)
