"""Records that are one row of one journaled class each, found again by a key within their place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import JSON, Table, Text, select, type_coerce

from models.base import Base
from models.entities import CLASSES, Entity
from services.importing.cells import CellProblem
from services.importing.columns import order_no
from services.importing.entries import CHANGED, CONFLICT, NEW, SAME, Entry
from services.importing.kinds.part import FilePlan, Place, Planning, Written
from services.importing.targets import Conflict
from services.importing.wording import Wording
from services.kernel import images
from services.kernel.chunks import AT_ONCE, portions
from services.kernel.table_query import stored_rows
from services.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Record:
    """One staged record: its file, its key, its row in the file, and its fields."""

    plan: FilePlan
    key: str
    row: int
    data: Mapping[str, Any]


@dataclass(slots=True)
class RowTarget:
    """A row as an import leaves it, in stored values; `row_id` is None where the import creates it."""

    key: str
    origin: FilePlan
    row_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    summary: tuple[str, ...] = ()

    def described(self, wording: Wording, currency: str, zone: str) -> str:
        """What happens to the row, in the current language."""
        if self.row_id is not None:
            return wording.changed(self.changes, currency, zone)
        shown = (name for name in self.summary if self.values.get(name) not in (None, ""))
        return " · ".join(wording.value(name, self.values[name], currency, zone) for name in shown)


class RowsPart:
    """The rows of one class an import touches, by place and key. A kind is a subclass that fills in the words.

    `key_column` holds the key, `place_column` the id of the place (None for the shop as a whole).
    `kept` are columns a person may edit: once filled, ours stays and the difference is a conflict.
    `summary` names the columns that tell a new row in the list of changes.
    """

    entity: ClassVar[Entity]
    key_column: ClassVar[str] = "external_no"
    place_column: ClassVar[str | None] = "channel_id"
    file_column: ClassVar[str | None] = None
    kept: ClassVar[frozenset[str]] = frozenset()
    summary: ClassVar[tuple[str, ...]] = ()
    wording: ClassVar[Wording] = Wording()

    def __init__(self, planning: Planning) -> None:
        self.planning = planning
        self.targets: dict[Place | None, dict[str, RowTarget]] = {}

    # -- what a kind says about itself ---------------------------------------------------------------

    def key_of(self, key: str, data: Mapping[str, Any]) -> str:  # noqa: ARG002 - for kinds that need more than the key
        """What a record is found by again; by default its key as numbers are written."""
        return order_no(key)

    def place(self, record: Record) -> Place | None:
        """Where a record belongs; by default the channel of its file."""
        return self.planning.channels.of(record.plan.file)

    def prepare(self, records: Sequence[Record]) -> None:
        """Look up what the records of a file refer to, all at once; by default nothing."""

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:
        """The columns a record gives, as stored values; raises `CellProblem` where its row must wait."""
        raise NotImplementedError

    def title(self, target: RowTarget) -> str:
        """What people know the record by."""
        return target.key

    # -- the part of a plan ----------------------------------------------------------------------------

    def take(self, plan: FilePlan) -> None:
        """Lay the rows of a file over those that are here; only columns the file gives are compared."""
        records = [Record(plan, self.key_of(key, data), row, data) for key, row, data in plan.file.records()]
        self.prepare(records)
        placed: dict[Place | None, list[Record]] = {}
        for record in records:
            placed.setdefault(self.place(record), []).append(record)
        for place, found in placed.items():
            plan.place = plan.place or place
            self._load(place, [record.key for record in found], plan)
            for done, record in enumerate(found):
                if done % AT_ONCE == 0:
                    self.planning.task.checkpoint(done, len(found))
                self._take_one(record, place)

    def _take_one(self, record: Record, place: Place | None) -> None:
        try:
            values = self.values(record, place)
        except CellProblem as problem:
            record.plan.reject(record.row, record.key, problem.code, problem.said)
            return
        record.plan.count(self._lay(record.plan, self.targets[place], record.key, values))

    def _load(self, place: Place | None, keys: Sequence[str], plan: FilePlan) -> None:
        targets = self.targets.setdefault(place, {})
        if place is not None and place.id is None:
            return
        table, names = self._table, images.columns_of(self.entity)
        unknown = [key for key in dict.fromkeys(keys) if key not in targets]
        for chunk in portions(unknown):
            # Compared as it is stored: a key may be a day, and keys are texts.
            stored = type_coerce(table.c[self.key_column], Text())
            statement = select(table).where(stored.in_(chunk))
            if place is not None and self.place_column is not None:
                statement = statement.where(table.c[self.place_column] == place.id)
            for row in stored_rows(self.planning.connection, statement):
                values = dict(zip(names, row, strict=True))
                for name in self._json_columns:
                    values[name] = json.loads(values[name]) if values[name] is not None else None
                key = values[self.key_column]
                targets[key] = RowTarget(key, plan, values["id"], values, summary=self.summary)

    @property
    def _json_columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self._table.columns if isinstance(column.type, JSON))

    @property
    def _table(self) -> Table:
        return images.table_of(self.entity)

    def _lay(self, plan: FilePlan, targets: dict[str, RowTarget], key: str, values: Mapping[str, Any]) -> str:
        target = targets.get(key)
        if target is None:
            given = {name: value for name, value in values.items() if value is not None}
            targets[key] = RowTarget(key, plan, values=given, summary=self.summary)
            return "new"
        before = (dict(target.values), len(target.conflicts))
        for name, value in values.items():
            if value is not None:
                self._lay_column(target, name, value)
        return "updated" if (target.values, len(target.conflicts)) != before else "unchanged"

    def _lay_column(self, target: RowTarget, name: str, value: Any) -> None:
        ours = target.values.get(name)
        if ours == value:
            return
        if name in self.kept and ours not in (None, "") and (target.key, name) not in self.planning.chosen:
            target.conflicts.append(Conflict(target.key, name, ours, value))
            return
        target.values[name] = value
        if target.row_id is not None:
            old = target.changes[name][0] if name in target.changes else ours
            target.changes[name] = (old, value)

    def settle(self) -> None:
        """Collect the conflicts."""
        for target in self._all():
            self.planning.conflicts += target.conflicts

    @property
    def is_empty(self) -> bool:
        """Whether no row changes."""
        return not any(target.row_id is None or target.changes for target in self._all())

    def write(self, written: Written) -> None:
        """Insert the new rows as one block, and change the others one by one."""
        fresh: list[dict[str, Any]] = []
        changed: list[RowTarget] = []
        for place, targets in self.targets.items():
            changed += [target for target in targets.values() if target.row_id is not None and target.changes]
            new = [target for target in targets.values() if target.row_id is None]
            place_id = written.place_id(place) if place is not None and new else None
            fresh += [self._new_row(target, place_id) for target in new]
        written.uow.bulk_insert(self.entity, fresh)
        rows = self._rows_of(written.uow, changed)
        for number, target in enumerate(changed):
            written.uow.checkpoint(number, len(changed))
            for name, (_old, new_value) in target.changes.items():
                is_json = name in self._json_columns
                setattr(rows[number], name, new_value if is_json else images.restored(self.entity, name, new_value))

    def _new_row(self, target: RowTarget, place_id: int | None) -> dict[str, Any]:
        row = {**target.values, self.key_column: target.key}
        if self.place_column is not None and place_id is not None:
            row[self.place_column] = place_id
        if self.file_column is not None:
            row[self.file_column] = target.origin.file_id
        return row

    def _rows_of(self, uow: UnitOfWork, targets: Sequence[RowTarget]) -> list[Base]:
        return uow.get_many(CLASSES[self.entity], [one.row_id for one in targets if one.row_id is not None])

    def _all(self) -> Iterator[RowTarget]:
        for targets in self.targets.values():
            yield from targets.values()

    def entries(self) -> Iterator[Entry]:
        """Every row, its conflicts behind it; amounts and times are its place's, else the shop's."""
        for place, targets in self.targets.items():
            where = place.name if place is not None else ""
            at = (place.currency, place.zone) if place is not None else (self.planning.currency, self.planning.zone)
            for key, target in targets.items():
                outcome = NEW if target.row_id is None else CHANGED if target.changes else SAME
                title = self.title(target)
                yield Entry(outcome, title, where, target, *at, self.wording, key)
                for conflict in target.conflicts:
                    yield Entry(CONFLICT, title, where, conflict, *at, self.wording, key)
