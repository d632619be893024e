"""Reads for the packing bench: what a scanned code is, and what has to go into the parcel it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, or_, select

from models.catalog import Barcode, Product, Sku
from models.channels import Channel
from models.enums.orders import OrderStatus, ParcelState, RefundStatus
from models.fulfilment import Parcel
from models.orders import Order, OrderLine
from models.stock import OrderLinePart
from services import text
from services.couriers.book import couriers, recognised
from services.fulfilment.packing import Share, companions, shares
from services.fulfilment.verifying import BenchItem
from services.i18n import N_
from services.messages import Message, message
from services.orders.rules import hold_reason

_orders = Order.table()
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_parcels = Parcel.table()
_channels = Channel.table()
_skus = Sku.table()
_products = Product.table()
_barcodes = Barcode.table()
PART_MARK = "#"


class ScanKind(StrEnum):
    """What a code is."""

    PARCEL = "parcel"
    PRODUCT = "product"
    WAYBILL = "waybill"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BenchParcel:
    """A parcel on the bench. `refusal` says why it must not be packed; `weight_g` is what its products weigh, if known.

    `order_ids` are all orders with pieces in it. Without `parcel_id` it is what an order has in no parcel.
    """

    order_ids: tuple[int, ...]
    order_numbers: tuple[str, ...]
    parcel_id: int | None
    part: int
    parts: int
    channel_name: str
    notes: tuple[str, ...]
    items: tuple[BenchItem, ...]
    courier: str
    tracking_no: str
    weight_g: int | None
    refusal: Message | None = None
    is_packed: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a scanned code is: a parcel, one of our products, or a waybill.

    `order_id` is the order a waybill belongs to, `courier` the one whose numbers look like it.
    """

    code: str
    kind: ScanKind
    parcel: BenchParcel | None = None
    sku_id: int | None = None
    product: str = ""
    order_id: int | None = None
    courier: str = ""


def scan_code(order_no: str, part: int, parts: int) -> str:
    """What the barcode of a packing list says: the order's number, and which part of it where it travels in parts."""
    return f"{order_no}{PART_MARK}{part}" if parts > 1 and part else order_no


def meaning(connection: Connection, code: str) -> Meaning:
    """What a code is. Our own paper comes before everything else, a product before what looks like a waybill."""
    plain = code.strip()
    parcel = parcel_of(connection, plain)
    if parcel is not None:
        return Meaning(plain, ScanKind.PARCEL, parcel)
    product = product_of(connection, plain)
    if product is not None:
        return Meaning(plain, ScanKind.PRODUCT, sku_id=product[0], product=product[1])
    number = "".join(plain.split())
    owner = connection.execute(select(_orders.c.id).where(_orders.c.tracking_no == number).limit(1)).scalar()
    courier = recognised(couriers(connection), number)
    if owner is not None or courier is not None:
        name = courier.name if courier is not None else ""
        return Meaning(plain, ScanKind.WAYBILL, order_id=owner, courier=name)
    return Meaning(plain, ScanKind.UNKNOWN)


def product_of(connection: Connection, code: str) -> tuple[int, str] | None:
    """(id, title and variant) of the SKU with this own code or barcode."""
    wanted = text.key(code)
    if not wanted:
        return None
    by_barcode = select(_barcodes.c.sku_id).where(_barcodes.c.code_key == wanted)
    statement = (
        select(_skus.c.id, _products.c.title, _skus.c.variant)
        .join(_products, _products.c.id == _skus.c.product_id)
        .where(or_(_skus.c.code_key == wanted, _skus.c.id.in_(by_barcode)))
        .order_by(_skus.c.code_key != wanted)
    )
    found = connection.execute(statement.limit(1)).first()
    return None if found is None else (found[0], " ".join(filter(None, (found[1], found[2]))))


def parcel_of(connection: Connection, code: str) -> BenchParcel | None:
    """The parcel of an order number, or of ``number#2`` where the order travels in parts; None where it is none.

    Of several parcels the number fits, the first that is not packed yet.
    """
    number, mark, part = code.rpartition(PART_MARK)
    wanted = int(part) if mark and part.isdecimal() else 0
    ids = _orders_named(connection, number) if wanted else ()
    if not ids:
        wanted, ids = 0, _orders_named(connection, code)
    if not ids:
        return None
    found = [_on_bench(connection, group) for group in _groups(connection, ids)]
    if wanted:
        found = [one for one in found if one.part == wanted]
    if not found:
        return None if wanted else _nothing_left(connection, ids)
    return next((one for one in found if one.refusal is None and not one.is_packed), found[0])


def _orders_named(connection: Connection, number: str) -> tuple[int, ...]:
    statement = select(_orders.c.id).where(_orders.c.external_no == number.strip()).order_by(_orders.c.id)
    return tuple(connection.execute(statement).scalars())


def _groups(connection: Connection, order_ids: Sequence[int]) -> list[list[Share]]:
    """What of these orders travels in each parcel, with what travels along from other orders."""
    every = [*order_ids, *companions(connection, order_ids)]
    statement = (
        select(_lines.c.id, _lines.c.order_id, _lines.c.code, _lines.c.code_key, _lines.c.title, _lines.c.variant,
               _lines.c.quantity, _lines.c.sku_id, _lines.c.sku_quantity, _lines.c.amount_minor)
        .where(_lines.c.order_id.in_(every), _lines.c.is_closed.is_(False))
        .order_by(_lines.c.order_id, _lines.c.position)
    )  # fmt: skip
    lines = [dict(row) for row in connection.execute(statement).mappings()]
    groups: dict[tuple[str, int], list[Share]] = {}
    for one in shares(connection, lines):
        key = ("order", one.line["order_id"]) if one.parcel_id is None else ("parcel", one.parcel_id)
        groups.setdefault(key, []).append(one)
    asked = set(order_ids)
    return [group for group in groups.values() if any(one.line["order_id"] in asked for one in group)]


def _on_bench(connection: Connection, group: Sequence[Share]) -> BenchParcel:
    orders = _rows(connection, list(dict.fromkeys(one.line["order_id"] for one in group)))
    first, order = group[0], orders[0]
    parcel = None
    if first.parcel_id is not None:
        parcel = connection.execute(select(_parcels).where(_parcels.c.id == first.parcel_id)).mappings().one()
    notes = [order[name] for order in orders for name in ("buyer_note", "seller_note") if order[name]]
    items, weight_g = _items(connection, group)
    return BenchParcel(
        order_ids=tuple(row["id"] for row in orders),
        order_numbers=tuple(row["external_no"] for row in orders),
        parcel_id=first.parcel_id,
        part=first.part if len(orders) == 1 else 0,
        parts=first.parts if len(orders) == 1 else 0,
        channel_name=order["channel"],
        notes=tuple(dict.fromkeys(notes)),
        items=items,
        courier=(parcel["courier"] if parcel is not None else order["courier"]) or "",
        tracking_no=(parcel["tracking_no"] if parcel is not None else order["tracking_no"]) or "",
        weight_g=weight_g,
        refusal=_refusal(orders, parcel),
        is_packed=parcel is not None and parcel["state"] is ParcelState.PACKED,
    )


def _nothing_left(connection: Connection, order_ids: Sequence[int]) -> BenchParcel:
    """An order that exists, and of which nothing is here to be packed."""
    orders = _rows(connection, order_ids)
    held = _refusal(orders, None)
    reason = held if held is not None else message(N_("nothing of it waits to be packed"))
    numbers = tuple(row["external_no"] for row in orders)
    return BenchParcel(tuple(order_ids), numbers, None, 0, 0, orders[0]["channel"], (), (), "", "", None, reason)


def _rows(connection: Connection, order_ids: Sequence[int]) -> list[Any]:
    statement = (
        select(_orders, _channels.c.name.label("channel"))
        .join(_channels, _channels.c.id == _orders.c.channel_id)
        .where(_orders.c.id.in_(order_ids))
        .order_by(_orders.c.id)
    )
    return list(connection.execute(statement).mappings())


_STOPPED = {
    OrderStatus.UNPAID: N_("it is not paid"),
    OrderStatus.SHIPPED: N_("it has been sent already"),
    OrderStatus.COMPLETED: N_("it has been sent already"),
    OrderStatus.CLOSED: N_("it is closed"),
}


def _refusal(orders: Sequence[Any], parcel: Any | None) -> Message | None:
    """Why the parcel must not be packed now: a refund first, it is what costs most."""
    for order in orders:
        if order["refund_status"] in (RefundStatus.REQUESTED, RefundStatus.REFUNDED):
            return message(N_("the buyer asked for the money back"))
    if parcel is not None and parcel["state"] is ParcelState.SHIPPED:
        return message(N_("it has been sent already"))
    for order in orders:
        if order["status"] in _STOPPED:
            return message(_STOPPED[order["status"]])
        if order["hold_code"] is not None:
            return message(N_("it is on hold: {reason}"), reason=hold_reason(order["hold_code"]))
    if parcel is not None and parcel["hold_note"] is not None:
        return message(N_("it is on hold: {reason}"), reason=parcel["hold_note"])
    return None


def _items(connection: Connection, group: Sequence[Share]) -> tuple[tuple[BenchItem, ...], int | None]:
    """What is scanned, each SKU once, bundles by the parts they were sold with; and what it weighs together."""
    lines = [one.line for one in group]
    parts = _parts_of(connection, [line["id"] for line in lines])
    wanted: dict[Any, list[Any]] = {}
    for line in lines:
        for sku_id, count in parts.get(line["id"], ((line["sku_id"], 1),)):
            key = sku_id if sku_id is not None else (line["code_key"], line["title"], line["variant"])
            is_part = line["id"] in parts
            pieces = line["quantity"] if sku_id is None else (line["sku_quantity"] or line["quantity"]) * count
            kept = wanted.setdefault(key, [line, sku_id, 0, line["title"] if is_part else ""])
            kept[2] += pieces
    known = _skus_by_id(connection, [one[1] for one in wanted.values() if one[1] is not None])
    items = tuple(_item(line, known.get(sku_id), pieces, bundle) for line, sku_id, pieces, bundle in wanted.values())
    weights = [known[sku_id]["weight_g"] if sku_id in known else None for _line, sku_id, _n, _b in wanted.values()]
    if any(weight is None for weight in weights):
        return items, None
    return items, sum(weight * one[2] for weight, one in zip(weights, wanted.values(), strict=True))


def _item(line: dict[str, Any], sku: dict[str, Any] | None, pieces: int, bundle: str) -> BenchItem:
    if sku is None:
        keys = frozenset(filter(None, (line["code_key"],)))
        return BenchItem(None, line["code"] or "", line["title"], line["variant"] or "", "", pieces, keys)
    return BenchItem(
        sku["id"], sku["code"], sku["title"], sku["variant"] or "", sku["shelf"] or "", pieces, sku["keys"], bundle
    )


def _parts_of(connection: Connection, line_ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    statement = (
        select(_parts.c.order_line_id, _parts.c.sku_id, _parts.c.quantity)
        .where(_parts.c.order_line_id.in_(line_ids))
        .order_by(_parts.c.id)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for line_id, sku_id, quantity in connection.execute(statement):
        found.setdefault(line_id, []).append((sku_id, quantity))
    return found


def _skus_by_id(connection: Connection, sku_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    columns = (_skus.c.id, _skus.c.code, _skus.c.code_key, _skus.c.variant, _skus.c.shelf, _skus.c.weight_g)
    statement = (
        select(*columns, _products.c.title)
        .join(_products, _products.c.id == _skus.c.product_id)
        .where(_skus.c.id.in_(sku_ids))
    )
    found = {row["id"]: dict(row) for row in connection.execute(statement).mappings()}
    keys: dict[int, set[str]] = {sku_id: {row["code_key"]} for sku_id, row in found.items()}
    scanned = select(_barcodes.c.sku_id, _barcodes.c.code_key).where(_barcodes.c.sku_id.in_(sku_ids))
    for sku_id, key in connection.execute(scanned):
        keys[sku_id].add(key)
    return {sku_id: {**row, "keys": frozenset(keys[sku_id])} for sku_id, row in found.items()}
