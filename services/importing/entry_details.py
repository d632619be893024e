"""What an import does to one record, column by column, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.i18n import N_, translate
from services.importing.entries import Entry
from services.importing.staged import RowProblem
from services.importing.targets import Conflict, OrderTarget

_OF_LINES = {
    "title": N_("Item"),
    "variant": N_("Item variant"),
    "code": N_("Item code"),
    "quantity": N_("Quantity"),
    "price_minor": N_("Item price"),
    "amount_minor": N_("Item amount"),
    "discount_minor": N_("Item discount"),
    "note": N_("Item note"),
    "refund_status": N_("Item refund"),
}
_SHOWN_OF_LINES = ("code", "title", "variant", "quantity", "price_minor")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column: what it is called, what stands here now, and what the import leaves; `old` is empty for a new one."""

    label: str
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        """Whether the import changes it."""
        return self.old != self.new


def field_changes(entry: Entry) -> tuple[FieldChange, ...]:
    """Every column the import changes; of a new record every filled one; nothing for a row that waits."""
    what = entry.what
    if isinstance(what, RowProblem):
        return ()
    if isinstance(what, Conflict):
        return (_change(entry, what.field, what.ours, what.theirs),)
    if what.changes:
        changes = what.shown_changes if isinstance(what, OrderTarget) else what.changes
        changed = tuple(_change(entry, name, old, new) for name, (old, new) in changes.items())
        return (*changed, *_lines(entry, what))
    values: Mapping[str, Any] = getattr(what, "values", {})
    filled = (name for name, value in values.items() if value not in (None, "") and not name.endswith("_id"))
    return (*(FieldChange(entry.wording.label(name), "", _said(entry, name, values[name])) for name in filled),
            *_lines(entry, what))  # fmt: skip


def _lines(entry: Entry, what: object) -> Iterator[FieldChange]:
    if not isinstance(what, OrderTarget):
        return
    by_id = {line.get("id"): line for line in what.lines}
    for line_id, changes in what.line_changes.items():
        for name, (old, new) in changes.items():
            label = f"{translate(_OF_LINES.get(name, name))} ({by_id.get(line_id, {}).get('title') or ''})"
            yield FieldChange(label, _said(entry, name, old), _said(entry, name, new))
    for line in what.new_lines if not what.is_new else what.lines:
        shown = [_said(entry, name, line[name]) for name in _SHOWN_OF_LINES if line.get(name) not in (None, "")]
        yield FieldChange(translate(N_("Item")), "", " · ".join(shown))


def _change(entry: Entry, name: str, old: Any, new: Any) -> FieldChange:
    return FieldChange(entry.wording.label(name), _said(entry, name, old), _said(entry, name, new))


def _said(entry: Entry, name: str, value: Any) -> str:
    return entry.wording.value(name, value, entry.currency, entry.zone)
