"""One operation told in words: which rows it changed, and each field before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from models.entities import CLASSES, Entity
from services import settings
from services.errors import NotFound
from services.history.queries import ChangeView, OperationView, changes_of, operations
from services.history.search import changed_rows
from services.history.wording import QUIET_FIELDS, field_words, rows_words, value_words
from services.i18n import N_
from services.messages import Message, message
from services.orders.day_sales import main_currency

_SHOWN = 40
_NAMES = {
    Entity.ORDER: "external_no",
    Entity.SKU: "code",
    Entity.SKU_ALIAS: "code",
    Entity.PRODUCT: "title",
    Entity.BARCODE: "code",
    Entity.PICTURE: "file_name",
    Entity.ORDER_LINE: "title",
    Entity.CHANNEL: "name",
    Entity.IMPORT_FILE: "file_name",
    Entity.PRINT_RUN: "number",
    Entity.CASE: "external_no",
    Entity.COURIER_CHARGE: "waybill",
    Entity.SHOP_DAY: "day",
    Entity.AD_DAY: "day",
    Entity.ITEM_DAY: "day",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its value before and after, as a person reads them."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowsChange:
    """A row, or a block of rows, and what became of it."""

    words: Message
    which: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the panel shows of an operation; `rows` counts all changed rows, also those not listed."""

    operation: OperationView
    rows: int
    changes: tuple[RowsChange, ...]
    zone: str

    @property
    def is_cut(self) -> bool:
        """Whether there were more changes than are listed."""
        return len(self.changes) == _SHOWN


def story(connection: Connection, operation_id: int) -> Story:
    """The operation in words, in the language that is on."""
    found = next(iter(operations(connection, limit=1, before_id=operation_id + 1)), None)
    if found is None or found.id != operation_id:
        raise NotFound(what=message(N_("operation")), which=f"#{operation_id}")
    zone = settings.read(connection, settings.ZONE)
    currency = main_currency(connection) or settings.read(connection, settings.CURRENCY)
    changes = changes_of(connection, operation_id, limit=_SHOWN)
    told = tuple(_told(connection, change, currency, zone) for change in changes)
    return Story(found, changed_rows(connection, operation_id), told, zone)


def _told(connection: Connection, change: ChangeView, currency: str, zone: str) -> RowsChange:
    count = change.last_id - change.first_id + 1
    which = _name_of(connection, change) if count == 1 else f"#{change.first_id}\u2013{change.last_id}"
    return RowsChange(rows_words(change.entity, str(change.kind), count), which, _fields(change, currency, zone))


def _name_of(connection: Connection, change: ChangeView) -> str:
    """What people call the row: its order number, code or name; its id where it has none or is gone."""
    entity = Entity(change.entity)
    if entity in _NAMES:
        table = CLASSES[entity].__table__
        found = connection.execute(select(table.c[_NAMES[entity]]).where(table.c.id == change.first_id)).scalar()
        if found:
            return str(found)
    kept = {**(change.before or {}), **(change.after or {})}
    return str(kept.get(_NAMES.get(entity, ""), "") or f"#{change.first_id}")


def _fields(change: ChangeView, currency: str, zone: str) -> tuple[FieldChange, ...]:
    before: dict[str, Any] = change.before or {}
    after: dict[str, Any] = change.after or {}
    own = str(after.get("currency") or before.get("currency") or currency)
    return tuple(
        FieldChange(
            field_words(name),
            value_words(name, before.get(name), currency=own, zone=zone),
            value_words(name, after.get(name), currency=own, zone=zone),
        )
        for name in sorted({*before, *after} - QUIET_FIELDS)
        if before.get(name) != after.get(name)
    )
