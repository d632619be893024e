"""Reads: what has to be picked, packed and reported as shipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, or_, select

from models.catalog import Product, Sku
from models.channels import Channel
from models.enums.orders import OrderStatus, PrintKind, RefundStatus
from models.orders import Order, OrderLine
from models.projections import OrderSummary
from models.stock import OrderLinePart
from models.values import Money
from services import clock, settings
from services.errors import NothingSelected
from services.fulfilment.gathering import Wanted, gathered, wave_number
from services.fulfilment.packing import Share, companions, shares
from services.fulfilment.papers import OrderNote, PackingLine, PackingList, PickLine, PickList
from services.fulfilment.stopped import require_not_stopped
from services.fulfilment.wave_views import wave_listed
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.messages import message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number
from services.orders.queries import READY

_orders = Order.table()
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_channels = Channel.table()
_skus = Sku.table()
_products = Product.table()
_summaries = OrderSummary.table()

_PRINT_COUNTS = {PrintKind.PICK_LIST: _summaries.c.pick_prints, PrintKind.PACKING_LIST: _summaries.c.pack_prints}


def ready_ids(connection: Connection, *, unprinted: PrintKind | None = None) -> tuple[int, ...]:
    """Orders that can be picked and packed, oldest first; with `unprinted` only those not yet on such a paper."""
    statement = (
        select(_orders.c.id)
        .join_from(_orders, _summaries, _summaries.c.order_id == _orders.c.id)
        .where(READY)
        .order_by(_orders.c.paid_at, _orders.c.id)
    )
    if unprinted is not None:
        statement = statement.where(_PRINT_COUNTS[unprinted] == 0)
    return tuple(connection.execute(statement).scalars())


def pick_list(connection: Connection, order_ids: Sequence[int]) -> PickList:
    """One pick list over these orders, each SKU once, in shelf order. NotAllowed where a refund was asked.

    Over the orders of a wave it has what lies in the wave's parcels, and no other part of them.
    """
    require_not_stopped(connection, order_ids)
    orders = _orders_by_id(connection, order_ids)
    if not orders:
        raise NothingSelected(what=message(N_("no order is ready to be picked")))
    wave_id = wave_listed(connection, tuple(order_ids))
    waiting = (
        {**one.line, "parcel_id": one.parcel_id}
        for one in shares(connection, _open_lines(connection, list(orders)), wave_id=wave_id)
    )
    lines = gathered(connection, (_wanted(line) for line in _picked(connection, waiting)))
    if not lines:
        raise NothingSelected(what=message(N_("the orders have no items yet")))
    notes = tuple(
        OrderNote(order["external_no"], order["buyer_note"] or "", order["seller_note"] or "")
        for order in orders.values()
        if order["buyer_note"] or order["seller_note"]
    )
    return PickList(
        number=next_number(connection, NumberKind.PICK_LIST),
        shop_name=_shop_name(connection),
        printed_at=clock.now(),
        zone=settings.read(connection, settings.ZONE),
        order_count=len(orders),
        piece_count=sum(line.quantity for line in lines),
        lines=lines,
        notes=notes,
        reprint=any(order["pick_prints"] for order in orders.values()),
        wave=wave_number(connection, list(orders)),
    )


def packing_lists(connection: Connection, order_ids: Sequence[int]) -> tuple[PackingList, ...]:
    """One packing list per parcel, in the order of the ids; orders that travel with these are on their list.

    What has left and what is kept back is on none. An order without a parcel is one by itself. NotAllowed where
    a refund was asked, of one of them or of one that travels along.
    """
    together = [*order_ids, *companions(connection, order_ids)]
    require_not_stopped(connection, together)
    orders = _orders_by_id(connection, together)
    shop_name, thank_you = _shop_name(connection), settings.read(connection, settings.THANK_YOU)
    gift_text = settings.read(connection, settings.GIFT_TEXT)
    found = tuple(
        replace(_packing_list(orders, group, shop_name, thank_you), gift_text=gift_text)
        for group in _groups(connection, orders, frozenset(order_ids))
    )
    if not found:
        raise NothingSelected(what=message(N_("no order is ready to be packed")))
    return found


@dataclass(frozen=True, slots=True)
class Shipment:
    """One row of a ship file."""

    order_id: int
    order_no: str
    courier: str
    tracking_no: str


_CAN_BE_REPORTED = (
    _orders.c.tracking_no.is_not(None),
    _orders.c.tracking_entered_at.is_not(None),
    _orders.c.status.in_([OrderStatus.PAID, OrderStatus.SHIPPED]),
    _orders.c.refund_status.not_in([RefundStatus.REQUESTED, RefundStatus.REFUNDED]),
    or_(_orders.c.status == OrderStatus.SHIPPED, _orders.c.hold_code.is_(None)),
)


def channels_to_report(connection: Connection) -> frozenset[int]:
    """The channels with a tracking number that no ship file told them yet."""
    statement = (
        select(_orders.c.channel_id)
        .join_from(_orders, _summaries, _summaries.c.order_id == _orders.c.id)
        .where(_summaries.c.ship_files == 0, *_CAN_BE_REPORTED)
        .distinct()
    )
    return frozenset(connection.execute(statement).scalars())


def shipments(connection: Connection, channel_id: int, *, again: bool = False) -> tuple[Shipment, ...]:
    """Orders of a channel whose tracking number was entered here; with `again` also those already reported.

    Orders whose buyer wants the money back, and such as are held before they left, are not among them.
    """
    statement = (
        select(_orders.c.id, _orders.c.external_no, _orders.c.courier, _orders.c.tracking_no)
        .join_from(_orders, _summaries, _summaries.c.order_id == _orders.c.id)
        .where(_orders.c.channel_id == channel_id, *_CAN_BE_REPORTED)
        .order_by(_orders.c.tracking_entered_at, _orders.c.id)
    )
    if not again:
        statement = statement.where(_summaries.c.ship_files == 0)
    return tuple(Shipment(row[0], row[1], row[2] or "", row[3]) for row in connection.execute(statement))


def _orders_by_id(connection: Connection, order_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    columns = ("id", "external_no", "ordered_at", "receiver", "buyer", "phone", "landline", "address", "province",
               "city", "district", "buyer_note", "seller_note", "currency")  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(
                *(_orders.c[name] for name in columns),
                _channels.c.name.label("channel"),
                _channels.c.zone,
                _summaries.c.pick_prints,
                _summaries.c.pack_prints,
            )
            .join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
            .join(_summaries, _summaries.c.order_id == _orders.c.id)
            .where(_orders.c.id.in_(chunk))
        )
        found.update((row["id"], dict(row)) for row in connection.execute(statement).mappings())
    return {order_id: found[order_id] for order_id in order_ids if order_id in found}


def _open_lines(connection: Connection, order_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    columns = ("id", "order_id", "code", "code_key", "title", "variant", "quantity", "sku_id", "sku_quantity", "note",
               "amount_minor")  # fmt: skip
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(
                *(_lines.c[name] for name in columns),
                _skus.c.code.label("sku_code"),
                _skus.c.variant.label("sku_variant"),
                _skus.c.shelf,
                _products.c.title.label("sku_title"),
            )
            .select_from(
                _lines.outerjoin(_skus, _skus.c.id == _lines.c.sku_id).outerjoin(
                    _products, _products.c.id == _skus.c.product_id
                )
            )
            .where(_lines.c.order_id.in_(chunk), _lines.c.is_closed.is_(False))
            .order_by(_lines.c.order_id, _lines.c.position)
        )
        for row in connection.execute(statement).mappings():
            yield dict(row)


def _picked(connection: Connection, lines: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The lines as they are taken from the shelf: a bundle by the parts it had when it was sold."""
    everything = list(lines)
    parts = _parts_of(connection, [line["id"] for line in everything])
    for line in everything:
        if line["id"] not in parts:
            yield line
        for part in parts.get(line["id"], ()):
            pieces = line["sku_quantity"] * part["pieces"]
            yield {**line, **part, "sku_quantity": pieces, "parent": line["sku_code"]}


def _parts_of(connection: Connection, line_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for chunk in sorted_chunks(line_ids):
        statement = (
            select(
                _parts.c.order_line_id,
                _parts.c.quantity.label("pieces"),
                _skus.c.id.label("sku_id"),
                _skus.c.code.label("sku_code"),
                _skus.c.variant.label("sku_variant"),
                _skus.c.shelf,
                _products.c.title.label("sku_title"),
            )
            .join_from(_parts, _skus, _skus.c.id == _parts.c.sku_id)
            .join(_products, _products.c.id == _skus.c.product_id)
            .where(_parts.c.order_line_id.in_(chunk))
            .order_by(_parts.c.id)
        )
        for row in connection.execute(statement).mappings():
            found.setdefault(row["order_line_id"], []).append(dict(row))
    return found


def _wanted(line: dict[str, Any]) -> Wanted:
    return Wanted(line["order_id"], *_pick_line(line), line.get("parent", ""), line["parcel_id"])


def _pick_line(line: dict[str, Any]) -> tuple[Any, PickLine]:
    """What is taken from the shelf: our SKU where the code is linked, else the line as the channel calls it."""
    if line["sku_id"] is not None:
        one = PickLine(
            line["sku_code"], line["sku_title"], line["sku_variant"] or "", line["shelf"] or "", line["sku_quantity"], 0
        )
        return line["sku_id"], one
    one = PickLine(line["code"] or "", line["title"], line["variant"] or "", "", line["quantity"], 0, matched=False)
    return (line["code_key"], line["title"], line["variant"]), one


def _packing_line(line: dict[str, Any], currency: str) -> PackingLine:
    """What the buyer ordered, in the channel's words, with our code and shelf to find it."""
    amount = None if line["amount_minor"] is None else Money(line["amount_minor"], currency)
    if line["sku_id"] is None:
        return PackingLine(line["code"] or "", line["title"], line["variant"] or "", "", line["quantity"], amount)
    variant = line["variant"] or line["sku_variant"] or ""
    return PackingLine(line["sku_code"], line["title"], variant, line["shelf"] or "", line["sku_quantity"], amount)


def _groups(connection: Connection, orders: dict[int, dict[str, Any]], asked: frozenset[int]) -> list[list[Share]]:
    """What goes into each parcel that holds anything of the orders asked for, in their order."""
    groups: dict[tuple[str, int], list[Share]] = {}
    wave_id = wave_listed(connection, tuple(asked))
    for one in shares(connection, _open_lines(connection, list(orders)), wave_id=wave_id):
        key = ("order", one.line["order_id"]) if one.parcel_id is None else ("parcel", one.parcel_id)
        groups.setdefault(key, []).append(one)
    place = {order_id: number for number, order_id in enumerate(orders)}
    ordered = [sorted(group, key=lambda one: place[one.line["order_id"]]) for group in groups.values()]
    chosen = [group for group in ordered if any(one.line["order_id"] in asked for one in group)]
    return sorted(chosen, key=lambda group: place[group[0].line["order_id"]])


def _notes_of(orders: Sequence[dict[str, Any]], name: str) -> str:
    """What was written on the orders of one parcel; of several, each note with the order it belongs to."""
    noted = [order for order in orders if order[name]]
    if len(orders) == 1:
        return "".join(order[name] for order in noted)
    return "\n".join(f"{order['external_no']}: {order[name]}" for order in noted)


def _packing_list(
    orders: dict[int, dict[str, Any]], group: Sequence[Share], shop_name: str, thank_you: str
) -> PackingList:
    together = [orders[order_id] for order_id in dict.fromkeys(one.line["order_id"] for one in group)]
    order, first = together[0], group[0]
    lines = [_packing_line(one.line, orders[one.line["order_id"]]["currency"]) for one in group]
    return PackingList(
        shop_name=shop_name,
        order_numbers=tuple(one["external_no"] for one in together),
        channel_name=order["channel"],
        ordered_at=order["ordered_at"],
        zone=order["zone"],
        receiver=order["receiver"] or order["buyer"] or "",
        phone=order["phone"] or order["landline"] or "",
        address=_full_address(order),
        lines=tuple(lines),
        buyer_note=_notes_of(together, "buyer_note"),
        seller_note=_notes_of(together, "seller_note"),
        thank_you=thank_you,
        # Every parcel of an order in parts has a list of its own, and the earlier ones were printed before.
        reprint=any(one["pack_prints"] > first.sent for one in together),
        part=first.part if len(together) == 1 else 0,
        parts=first.parts if len(together) == 1 else 0,
    )


def _full_address(order: dict[str, Any]) -> str:
    address = order["address"] or ""
    region = [order[name] for name in ("province", "city", "district") if order[name]]
    missing = [part for part in region if part not in address]
    return " ".join([*missing, address]).strip()


def _shop_name(connection: Connection) -> str:
    return settings.read(connection, settings.SHOP_NAME)
