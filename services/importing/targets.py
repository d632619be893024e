"""One order as an import finds it and as it will leave it.

Three values decide about each field: what the platform said last (the base), what stands here
now, and what the file says. A file that repeats what the platform said changes nothing, even
where a person edited the field. Where the platform changed its word and nobody edited ours,
the file wins; where both moved apart, ours stays and the difference is shown as a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.enums.orders import Flag, OrderStatus, RefundStatus
from services.i18n import NN_
from services.importing.wording import PART_SHIPPED, Wording
from services.messages import counted
from services.orders.rules import PROGRESS

_LINE_FIELDS = (
    "external_no", "code", "title", "variant", "quantity", "price_minor", "amount_minor",
    "discount_minor", "is_closed", "refund_status", "note",
)  # fmt: skip
AUTOMATIC_HOLDS = ("lines_missing", "order_missing")
WHEN_UNSAID: Mapping[str, Any] = {
    "refund_status": str(RefundStatus.NONE),
    "flag": str(Flag.NONE),
    "is_damaged_no": 0,
}
"""What columns of an order hold where no file says anything of them."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field where a person and the platform disagree: ours is kept unless theirs is chosen."""

    key: str
    field: str
    ours: Any
    theirs: Any


@dataclass(slots=True)
class OrderTarget:
    """An order, existing or to be created, while files are laid over it."""

    key: str
    order_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    line_changes: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    new_lines: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    is_base_changed: bool = False
    has_record: bool = False
    is_tracking_ours: bool = False
    stays_in_part: bool = False
    """Whether pieces of it stay here although the platform says that it was sent."""

    @property
    def shown_changes(self) -> dict[str, tuple[Any, Any]]:
        """The changes as they will be: where pieces are kept back here, what the platform sent is a part."""
        if not self.stays_in_part or "status" not in self.changes:
            return self.changes
        rest = {name: change for name, change in self.changes.items() if name != "shipped_at"}
        return {**rest, "status": (self.changes["status"][0], PART_SHIPPED)}

    @property
    def is_new(self) -> bool:
        """Whether the import creates the order."""
        return self.order_id is None

    @property
    def is_touched(self) -> bool:
        """Whether anything of it will be written."""
        return self.is_new or bool(self.changes or self.line_changes or self.new_lines or self.is_base_changed)

    def described(self, wording: Wording, currency: str, zone: str) -> str:
        """What happens to the order, in the current language."""
        if self.is_new:
            parts = [wording.value("status", self.values.get("status"), currency, zone)]
            if self.values.get("paid_minor") is not None:
                parts.append(wording.value("paid_minor", self.values["paid_minor"], currency, zone))
            parts.append(counted(NN_("{count} item", "{count} items"), len(self.lines)))
            return " · ".join(parts)
        parts = [wording.changed(self.shown_changes, currency, zone)] if self.changes else []
        if self.new_lines:
            parts.append(counted(NN_("{count} item is added", "{count} items are added"), len(self.new_lines)))
        if self.line_changes:
            parts.append(counted(NN_("{count} item changes", "{count} items change"), len(self.line_changes)))
        return " · ".join(parts)

    def take_record(
        self, fields: Mapping[str, Any], chosen: frozenset[tuple[str, str]], *, is_platforms_word: bool = True
    ) -> str:
        """Lay an order row over the order. Returns ``new``, ``updated`` or ``unchanged``.

        A row of our own workbook is not the platform's word: that it agrees with us says
        nothing about what the platform thinks.
        """
        first = self.is_new and not self.has_record
        if first and not self.base:  # nothing stands here that the row could differ from
            self.values.update(fields)
            self.has_record = True
            return "new"
        before = (dict(self.changes), self.is_base_changed)
        for name, value in fields.items():
            if is_platforms_word or value != self.values.get(name):
                self._take_field(name, value, chosen)
        self.has_record = self.has_record or self.is_new or is_platforms_word
        if first:
            return "new"
        return "updated" if (self.changes, self.is_base_changed) != before else "unchanged"

    def take_lines(self, lines: Sequence[Mapping[str, Any]], chosen: frozenset[tuple[str, str]]) -> str:
        """Lay the order's lines over it, matched by their own number or else by position.

        Lines the file no longer has stay, and are shown as a conflict; choosing the file's
        side closes them.
        """
        had_lines = bool(self.lines)
        gone = {line["position"]: line for line in self.lines if not line.get("is_closed")}
        changed = False
        by_number = {line["external_no"]: line for line in self.lines if line.get("external_no")}
        by_position = {line["position"]: line for line in self.lines}
        taken = set(by_position)
        for line in lines:
            found = (
                by_number.get(line.get("external_no")) if line.get("external_no") else by_position.get(line["position"])
            )
            if found is None:
                position = line["position"] if line["position"] not in taken else max(taken) + 1
                taken.add(position)
                fresh = {**line, "position": position}
                self.lines.append(fresh)
                self.new_lines.append(fresh)
                if fresh.get("external_no"):  # the same number again is the same line again
                    by_number[fresh["external_no"]] = fresh
                changed = True
                continue
            gone.pop(found["position"], None)
            changed |= self._take_line(found, line)
        if gone and (self.key, "lines") not in chosen:
            open_lines = sum(not line.get("is_closed") for line in self.lines)
            self.conflicts.append(Conflict(self.key, "lines", open_lines, open_lines - len(gone)))
            gone.clear()
        for line in gone.values():
            changed |= self._take_line(line, {"is_closed": 1})
        if not had_lines:
            return "new"
        return "updated" if changed else "unchanged"

    def follow_cases(
        self, said: Mapping[str, Any], earlier: Mapping[str, Any], chosen: frozenset[tuple[str, str]]
    ) -> None:
        """Lay what after-sales cases say over the order; the order file's own word is remembered as the base.

        `earlier` is what the cases said before: a field that holds something else was decided by
        a person, and stays where the file is not chosen.
        """
        for name, value in said.items():
            ours = self.values.get(name)
            if value == ours:
                continue
            by_hand = name in self.base and ours != earlier.get(name)
            if by_hand and (self.key, name) not in chosen:
                self.conflicts.append(Conflict(self.key, name, ours, value))
                continue
            if name not in self.base:
                self.base[name] = WHEN_UNSAID.get(name) if ours is None else ours
            elif self.base[name] == value:
                del self.base[name]
            self.is_base_changed = True
            self.overwrite(name, value)

    def settle(self) -> None:
        """After the last file: derive what no file says, and hold an order that is only half here."""
        if not self.values.get("status"):
            self.overwrite("status", _status_of_lines(self.lines))
        missing = None
        if not self.lines:
            missing = "lines_missing"
        elif not self.has_record and self.is_new:
            missing = "order_missing"
        waits = self.values["status"] in (OrderStatus.UNPAID, OrderStatus.PAID)
        hold = self.values.get("hold_code")
        if missing and waits and hold is None and (self.is_new or self.is_touched):
            self.overwrite("hold_code", missing)
        elif hold in AUTOMATIC_HOLDS and self.lines and (self.has_record or hold == "lines_missing"):
            self.overwrite("hold_code", None)

    def _take_field(self, name: str, value: Any, chosen: frozenset[tuple[str, str]]) -> None:
        ours = self.values.get(name)
        platform = self.base.get(name, ours)
        if value == platform:
            return
        if value == ours:
            del self.base[name]
            self.is_base_changed = True
            return
        edited = name in self.base and not (name == "status" and ours is not None and _is_further(value, ours))
        backwards = name == "status" and self.has_record and ours is not None and _is_behind(value, ours)
        if ours is not None and (edited or backwards) and (self.key, name) not in chosen:
            self.conflicts.append(Conflict(self.key, name, ours, value))
            return
        if name in self.base:
            del self.base[name]
            self.is_base_changed = True
        self.overwrite(name, value)

    def overwrite(self, name: str, value: Any) -> None:
        """Set a field whatever it was, and remember the change of an existing order."""
        old = self.changes[name][0] if name in self.changes else self.values.get(name)
        self.values[name] = value
        if self.is_new:
            return
        if old == value:
            self.changes.pop(name, None)
        else:
            self.changes[name] = (old, value)

    def _take_line(self, found: dict[str, Any], line: Mapping[str, Any]) -> bool:
        changed = False
        for name in _LINE_FIELDS:
            if name in line and line[name] is not None and found.get(name) != line[name]:
                line_id = found.get("id")
                if line_id is not None:
                    changes = self.line_changes.setdefault(line_id, {})
                    changes[name] = (changes.get(name, (found.get(name),))[0], line[name])
                found[name] = line[name]
                changed = True
        return changed


def _is_further(status: str, other: str) -> bool:
    """Whether an order simply went on; being closed is no step further but the end of it."""
    return status != OrderStatus.CLOSED and _is_behind(other, status)


def _is_behind(status: str, other: str) -> bool:
    return PROGRESS[OrderStatus(status)] < PROGRESS[OrderStatus(other)]


def _status_of_lines(lines: Sequence[Mapping[str, Any]]) -> str:
    """An order's status as far as its lines tell: the least advanced open line's."""
    known = [OrderStatus(line["status"]) for line in lines if line.get("status")]
    open_ones = [status for status in known if status is not OrderStatus.CLOSED]
    if open_ones:
        return str(min(open_ones, key=PROGRESS.__getitem__))
    return str(OrderStatus.CLOSED if known else OrderStatus.PAID)
