"""Reads: who changed which figure from what to what, and why: the journal, as an accountant asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, select

from models.entities import CLASSES, Entity
from models.journal import Change, ChangeKind, Operation
from services import settings
from services.history.wording import field_words, rows_words
from services.i18n import N_
from services.messages import Message, from_json

_operations = Operation.table()
_changes = Change.table()
_FIGURES = ("_minor", "_ppm", "quantity", "good", "defective")
_NAMES = ("external_no", "number", "code", "title", "name", "text", "key", "month", "currency")
_OWNERS = (
    ("order_id", Entity.ORDER, "external_no"),
    ("case_id", Entity.CASE, "external_no"),
    ("sku_id", Entity.SKU, "code"),
    ("bundle_id", Entity.SKU, "code"),
    ("channel_id", Entity.CHANNEL, "name"),
    ("account_id", Entity.ACCOUNT, "name"),
)
"""Whose name a row without one of its own is known by: the first of these it belongs to."""
_PORTION = 400

AREAS: Mapping[str, tuple[str, tuple[Entity, ...]]] = {
    "orders": (
        N_("Orders"),
        (Entity.ORDER, Entity.ORDER_LINE, Entity.ORDER_LINE_PART, Entity.PARCEL, Entity.PARCEL_LINE),
    ),
    "products": (
        N_("Products"),
        (
            Entity.PRODUCT, Entity.SKU, Entity.SKU_ALIAS, Entity.PRICE_CHANGE, Entity.LISTING, Entity.SUPPLIER_ITEM,
            Entity.COMPONENT, Entity.CHANNEL_TERMS,
        ),
    ),
    "inventory": (
        N_("Inventory"),
        (
            Entity.STOCK_MOVE, Entity.LOT, Entity.COUNT_LINE, Entity.PURCHASE, Entity.PURCHASE_LINE, Entity.RECEIPT,
            Entity.RECEIPT_LINE, Entity.SUPPLIER_RETURN, Entity.SUPPLIER_RETURN_LINE, Entity.SUPPLIER_PAYMENT,
        ),
    ),
    "after-sales": (N_("After-sales"), (Entity.CASE, Entity.CASE_LINE, Entity.CASE_PAYMENT, Entity.DEFECTIVE_OUTCOME)),
    "customers": (N_("Customers"), (Entity.COUPON,)),
    "finance": (
        N_("Finance"),
        (
            Entity.ACCOUNT, Entity.TRANSACTION, Entity.TRANSACTION_PART, Entity.CATEGORY_RULE, Entity.COURIER_CHARGE,
            Entity.JOURNAL_ENTRY, Entity.JOURNAL_ENTRY_LINE, Entity.EXCHANGE_RATE, Entity.MONTH_FIGURE,
            Entity.RECONCILIATION, Entity.COMMITMENT, Entity.COMMITMENT_AMOUNT, Entity.COMMITMENT_PAYMENT,
            Entity.BUDGET, Entity.INVOICE, Entity.PLATFORM_INCOME, Entity.TAX_RULE, Entity.TAX_ADJUSTMENT,
        ),
    ),
    "growth": (
        N_("Growth"),
        (
            Entity.SHOP_DAY, Entity.ITEM_DAY, Entity.AD_DAY, Entity.GOAL, Entity.CAMPAIGN, Entity.CAMPAIGN_ITEM,
            Entity.COMPETITOR_ITEM, Entity.COMPETITOR_DAY, Entity.LAUNCH, Entity.LAUNCH_COST, Entity.POST,
        ),
    ),
}  # fmt: skip
"""The pages figures stand on, and the kinds of rows each shows."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which changes are wanted: days of the shop (either end open), one page of `AREAS`, one who did them."""

    first: date | None = None
    last: date | None = None
    area: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of one row, before and after; None where the row was not there. Amounts in smallest units.

    `column` is the figure's stored name, `field` what it is called; `document` names the row where it has a name.
    """

    change_id: int
    at: datetime
    operation_id: int
    what: Message
    source: str
    entity: str
    rows: Message
    row_id: int
    column: str
    field: str
    before: int | None
    after: int | None
    document: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some changes, the newest first; `before_id` asks for what comes after them, None where that is all."""

    changes: tuple[FigureChange, ...]
    before_id: int | None
    currency: str
    zone: str


def figure_changes(
    connection: Connection, first: date | None, last: date | None, asked: AuditFilter | None = None
) -> Iterator[FigureChange]:
    """Every change of a figure in these days, the oldest first."""
    wanted = replace(asked or AuditFilter(), first=first, last=last)
    portion: list[FigureChange] = []
    for row in connection.execute(_statement(connection, wanted).order_by(_changes.c.id)):
        portion += _told(row)
        if len(portion) >= _PORTION:
            yield from _named(connection, portion)
            portion = []
    yield from _named(connection, portion)


def audit_page(connection: Connection, asked: AuditFilter, limit: int = 200, before_id: int | None = None) -> AuditPage:
    """The newest changes that are wanted; page on with `before_id`."""
    statement = _statement(connection, asked).order_by(_changes.c.id.desc())
    if before_id is not None:
        statement = statement.where(_changes.c.id < before_id)
    found: list[FigureChange] = []
    following: int | None = None
    with connection.execute(statement.execution_options(yield_per=_PORTION)) as rows:
        for row in rows:
            if len(found) >= limit:
                following = found[-1].change_id
                break
            found += _told(row)
    currency, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)
    return AuditPage(tuple(_named(connection, found)), following, currency, zone)


def audit_sources(connection: Connection) -> tuple[str, ...]:
    """Everybody and everything that ever changed something: the window, a script, an import, a name."""
    return tuple(connection.execute(select(_operations.c.source).distinct().order_by(_operations.c.source)).scalars())


def is_figure(column: str) -> bool:
    """Whether a column of this name holds an amount, a share or pieces."""
    return column.endswith(_FIGURES)


def _statement(connection: Connection, asked: AuditFilter) -> Select[Any]:
    zone = ZoneInfo(settings.read(connection, settings.ZONE))
    statement = (
        select(
            _changes.c.id.label("change_id"), _operations.c.id, _operations.c.at, _operations.c.label,
            _operations.c.source, _changes.c.entity, _changes.c.row_id, _changes.c.kind, _changes.c.before,
            _changes.c.after,
        )
        .join_from(_changes, _operations, _operations.c.id == _changes.c.op_id)
        .where(_changes.c.kind != ChangeKind.INSERT)
    )  # fmt: skip
    if asked.area is not None:
        statement = statement.where(_changes.c.entity.in_([str(entity) for entity in AREAS[asked.area][1]]))
    if asked.source is not None:
        statement = statement.where(_operations.c.source == asked.source)
    if asked.first is not None:
        statement = statement.where(_operations.c.at >= datetime.combine(asked.first, time.min, zone))
    if asked.last is not None:
        end = datetime.combine(asked.last + timedelta(days=1), time.min, zone)
        statement = statement.where(_operations.c.at < end)
    return statement


def _told(row: Any) -> Iterator[FigureChange]:
    before: dict[str, Any] = row.before or {}
    after: dict[str, Any] = row.after or {}
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if is_figure(name) and old != new:
            yield FigureChange(
                row.change_id, row.at, row.id, from_json(row.label), row.source, row.entity,
                rows_words(row.entity, str(row.kind), 1), row.row_id, name, field_words(name), old, new,
                _document(before),
            )  # fmt: skip


def _document(image: Mapping[str, Any]) -> str:
    return next((str(image[name]) for name in _NAMES if image.get(name)), "")


def _named(connection: Connection, found: Sequence[FigureChange]) -> Iterator[FigureChange]:
    """The changes with the names their rows have now, where they are still there."""
    wanted: dict[str, set[int]] = {}
    for one in found:
        wanted.setdefault(one.entity, set()).add(one.row_id)
    names = {entity: _names_of(connection, Entity(entity), ids) for entity, ids in wanted.items()}
    for one in found:
        known = names[one.entity].get(one.row_id)
        yield replace(one, document=known) if known else one


def _names_of(connection: Connection, entity: Entity, ids: set[int]) -> dict[int, str]:
    table = CLASSES[entity].table()
    column = next((table.c[name] for name in _NAMES if name in table.c), None)
    owner = next((one for one in _OWNERS if one[0] in table.c), None)
    if column is not None:
        statement = select(table.c.id, column)
    elif owner is not None:
        owners = CLASSES[owner[1]].table()
        joined = owners.c.id == table.c[owner[0]]
        statement = select(table.c.id, owners.c[owner[2]]).join_from(table, owners, joined)
    else:
        return {}
    rows = connection.execute(statement.where(table.c.id.in_(sorted(ids))))
    return {row[0]: str(row[1]) for row in rows if row[1]}
