"""Orders as they stand in the shop, made ready for files to be laid over them; and file rows as column values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from models.channels import Channel
from models.orders import Order, OrderLine
from services.importing.channels import ChannelPlan
from services.importing.staged import StagedFile
from services.importing.targets import OrderTarget
from services.kernel.table_query import stored_rows
from services.orders import rules

_orders = Order.table()
_lines = OrderLine.table()
_channels = Channel.table()

# An order known from its items only has none of these.
_ONLY_IN_RECORDS = ("ordered_at", "total_minor", "paid_minor", "buyer", "receiver", "address")

# Staged names → columns, where they differ.
_MONEY = ("goods", "freight", "discount", "platform_discount", "tax", "total", "paid", "refunded")
ORDER_FIELDS = {name: f"{name}_minor" for name in _MONEY} | {
    name: name for name in rules.IMPORTED_FIELDS if not name.endswith("_minor")
}
_LINE_MONEY = {"price": "price_minor", "amount": "amount_minor", "discount": "discount_minor"}


def order_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """The columns an order row gives, from the fields that were staged."""
    named = _fields_in(tuple(data))
    values = {column: data[name] for name, column in named if data[name] is not None}
    if "refund_status" not in values and "refunded_minor" in values:
        derived = rules.derived_refund_status(
            values.get("paid_minor"), values.get("total_minor"), values["refunded_minor"]
        )
        values["refund_status"] = str(derived)
    return values


@lru_cache(maxsize=64)
def _fields_in(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Those of the fields, and their columns, that rows with these names have: all rows of a file have the same few."""
    return tuple((name, column) for name, column in ORDER_FIELDS.items() if name in names)


def line_values(position: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """The columns a line gives; its amount is worked out where the file has only a price."""
    values = {_LINE_MONEY.get(name, name): value for name, value in data.items()}
    values["position"] = position
    values["is_closed"] = int(values.get("status") == "closed")
    if values.get("amount_minor") is None and values.get("price_minor") is not None and values.get("quantity"):
        values["amount_minor"] = values["price_minor"] * values["quantity"] - (values.get("discount_minor") or 0)
    return values


def note_extra(target: OrderTarget, data: Mapping[str, Any], file: StagedFile) -> None:
    """Keep what no field reads with a new order, and whether its number looks cut."""
    if target.is_new:
        target.values["extra"] = data.get("extra")
        looks_cut = target.key.endswith("00") and len(target.key) >= 16 and target.key.isdigit()
        is_damaged = looks_cut and any(one.code == "ids_truncated" for one in file.warnings)
        target.values["is_damaged_no"] = int(is_damaged)


def pieces_differ(target: OrderTarget) -> bool:
    """Whether the file counted other pieces than its lines add up to."""
    declared = target.values.get("declared_pieces")
    return bool(target.lines) and declared is not None and declared != sum(line["quantity"] for line in target.lines)


def existing(connection: Connection, channel_id: int, keys: Sequence[str]) -> dict[str, OrderTarget]:
    """The orders of these numbers as they stand, with their lines."""
    names = ["id", "external_no", "base", "hold_code", *rules.IMPORTED_FIELDS]
    statement = select(*(_orders.c[name] for name in names)).where(
        _orders.c.channel_id == channel_id, _orders.c.external_no.in_(keys)
    )
    return _as_targets(connection, names, stored_rows(connection, statement))


def _as_targets(connection: Connection, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, OrderTarget]:
    targets: dict[str, OrderTarget] = {}
    by_id: dict[int, OrderTarget] = {}
    for row in rows:
        values = dict(zip(names, row, strict=True))
        order_id, key, base = values.pop("id"), values.pop("external_no"), values.pop("base")
        target = OrderTarget(key, order_id, values, json.loads(base) if base else {})
        target.has_record = any(values[name] is not None for name in _ONLY_IN_RECORDS)
        targets[key] = by_id[order_id] = target
    line_names = [column.name for column in _lines.columns]
    # Gifts were put in here and stand in no file: a file that does not have them says nothing about them.
    bought = (_lines.c.order_id.in_(list(by_id)), _lines.c.gift_rule.is_(None))
    statement = select(_lines).where(*bought).order_by(_lines.c.order_id, _lines.c.position)
    for row in stored_rows(connection, statement):
        line = dict(zip(line_names, row, strict=True))
        by_id[line["order_id"]].lines.append(line)
    return targets


def orders_numbered(connection: Connection, key: str, channel_id: int | None) -> list[tuple[ChannelPlan, OrderTarget]]:
    """Every order of this number, with its channel."""
    channel_columns = [_channels.c[name] for name in ("id", "name", "platform", "currency", "zone")]
    statement = (
        select(*channel_columns)
        .join_from(_channels, _orders, _orders.c.channel_id == _channels.c.id)
        .where(_orders.c.external_no == key)
    )
    if channel_id is not None:
        statement = statement.where(_orders.c.channel_id == channel_id)
    channels = [ChannelPlan(*row) for row in connection.execute(statement)]
    return [(channel, existing(connection, channel.id, [key])[key]) for channel in channels if channel.id is not None]
