"""Gifts in orders: the lines that come of the gift rules, or of somebody's hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from models.catalog import Product, Sku
from models.enums.orders import OrderKind, OrderStatus, ParcelState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services import settings
from services.errors import NotAllowed
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders import rules
from services.orders.gift_rules import GiftRule, gift_rules, require_sound
from services.orders.kinds import IS_SALE
from services.stock.freezing import freeze

_FIRST_POSITION = 1001  # beyond the lines of any file, so that a later import finds its own where they were
_MASK = "*"
_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_pieces = ParcelLine.table()
_OPEN = (OrderStatus.UNPAID, OrderStatus.PAID)
_SOLD = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)
# A case: as plain conditions these have indexes, by which all orders would be walked through for every few names.
_HAS_BOUGHT = case((and_(_orders.c.status.in_(_SOLD), IS_SALE), 1), else_=0) == 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """An open order as the rules see it."""

    id: int
    channel_id: int
    amount_minor: int | None
    currency: str
    buyer: str
    ordered_at: Any


@dataclass(frozen=True, slots=True)
class _Boxes:
    """Where gifts can still go: order → its open parcel, and the orders all parcels of which are packed."""

    open: Mapping[int, int]
    packed: frozenset[int]


@command("gifts.give", NN_("Add {count} gift", "Add {count} gifts"))
def give(uow: UnitOfWork, order_ids: Sequence[int] | None = None) -> int:
    """Add the gifts that open orders deserve and have not got yet; of all of them where no ids are given.

    An order whose parcel is packed gets none before that is opened again.
    """
    given = deserve(uow, order_ids)
    uow.describe(count=given)
    return given


@command("gifts.add", NN_("Add a gift to {count} order", "Add a gift to {count} orders"))
def add_by_hand(uow: UnitOfWork, order_ids: Sequence[int], sku_id: int, quantity: int = 1) -> None:
    """Put a gift into open orders whatever the rules say, and into the parcel of each that has one.

    `NotAllowed` where a parcel is packed: it would leave without the gift.
    """
    rule = GiftRule(_BY_HAND, "", sku_id, quantity)
    require_sound(uow, rule)
    orders = uow.get_many(Order, order_ids)
    _require_open(orders)
    boxes = _boxes_of(uow, order_ids)
    if boxes.packed:
        packed = [order for order in orders if order.id in boxes.packed]
        reason = message(N_("their parcel is packed; press “Open it again” in the order, and the gift goes into it"))
        raise NotAllowed(rows=rules.numbers(packed), reason=reason)
    _put_in(uow, {order.id: [rule] for order in orders}, boxes.open)
    uow.describe(count=len(orders))


@command("gifts.take_out", NN_("Take {count} gift out", "Take {count} gifts out"))
def take_out(uow: UnitOfWork, line_ids: Sequence[int]) -> None:
    """Take gifts out of open orders; their rule gives them no second time.

    `NotAllowed` where a parcel is packed: the gift lies in it and would leave with it.
    """
    lines = uow.get_many(OrderLine, line_ids)
    bought = [line for line in lines if line.gift_rule is None]
    orders = uow.get_many(Order, dict.fromkeys(line.order_id for line in lines))
    if bought:
        named = [order for order in orders if order.id in {line.order_id for line in bought}]
        raise NotAllowed(rows=rules.numbers(named), reason=message(N_("it was bought and is no gift")))
    _require_open(orders)
    packed = _packed_with(uow, line_ids)
    if packed:
        reason = message(N_("the parcel is packed with it; press “Open it again” in the order first"))
        raise NotAllowed(rows=rules.numbers([order for order in orders if order.id in packed]), reason=reason)
    for line in lines:
        line.is_closed = True
    uow.describe(count=len(lines))


def deserve(uow: UnitOfWork, order_ids: Iterable[int] | None = None) -> int:
    """Let the rules look at open orders that are sales, once per order and rule. For commands that bring orders."""
    on = [rule for rule in gift_rules(uow.connection) if rule.is_on]
    if not on:
        return 0
    uow.flush()
    asked = _open_orders(uow.connection, order_ids)
    ids = [one.id for one in asked]
    got, bought = _lines_of(uow.connection, ids)
    currency = settings.read(uow.connection, settings.CURRENCY)
    came_back = _came_back(uow.connection, asked) if any(rule.repeat_buyer for rule in on) else frozenset[int]()
    wanted: dict[int, list[GiftRule]] = {}
    for one in asked:
        for rule in on:
            is_due = _is_due(rule, one, bought.get(one.id, frozenset()), currency, one.id in came_back)
            if is_due and rule.key not in got.get(one.id, frozenset()):
                wanted.setdefault(one.id, []).append(rule)
    boxes = _boxes_of(uow, wanted)
    return _put_in(uow, {one: found for one, found in wanted.items() if one not in boxes.packed}, boxes.open)


_BY_HAND = "hand"


def _is_due(rule: GiftRule, asked: _Asked, bought: frozenset[int], currency: str, came_back: bool) -> bool:
    if rule.channel_id is not None and rule.channel_id != asked.channel_id:
        return False
    if rule.least_minor is not None:
        amount = asked.amount_minor if asked.currency == currency else None
        if amount is None or amount < rule.least_minor:
            return False
    if rule.bought_sku_id is not None and rule.bought_sku_id not in bought:
        return False
    return came_back or not rule.repeat_buyer


def _open_orders(connection: Connection, order_ids: Iterable[int] | None) -> list[_Asked]:
    buyer = func.coalesce(_orders.c.buyer_account, _orders.c.buyer, "")
    amount = func.coalesce(_orders.c.paid_minor, _orders.c.total_minor)
    columns = (_orders.c.id, _orders.c.channel_id, amount, _orders.c.currency, buyer, _orders.c.ordered_at)
    statement = select(*columns).where(_orders.c.status.in_(_OPEN), IS_SALE).order_by(_orders.c.id)
    if order_ids is None:
        return [_Asked(*row) for row in connection.execute(statement)]
    found = (connection.execute(statement.where(_orders.c.id.in_(chunk))) for chunk in sorted_chunks(order_ids))
    return [_Asked(*row) for rows in found for row in rows]


def _lines_of(
    connection: Connection, ids: Sequence[int]
) -> tuple[Mapping[int, frozenset[str]], Mapping[int, frozenset[int]]]:
    """The rules that gave to each order already (gifts taken out again included), and the SKUs bought with it."""
    got: dict[int, set[str]] = {}
    bought: dict[int, set[int]] = {}
    columns = (_lines.c.order_id, _lines.c.gift_rule, _lines.c.sku_id, _lines.c.is_closed)
    for chunk in sorted_chunks(ids):
        statement = select(*columns).where(_lines.c.order_id.in_(chunk))
        for order_id, rule, sku_id, is_closed in connection.execute(statement):
            if rule is not None:
                got.setdefault(order_id, set()).add(rule)
            elif sku_id is not None and not is_closed:
                bought.setdefault(order_id, set()).add(sku_id)
    return (
        {order_id: frozenset(keys) for order_id, keys in got.items()},
        {order_id: frozenset(skus) for order_id, skus in bought.items()},
    )


def _came_back(connection: Connection, asked: Sequence[_Asked]) -> frozenset[int]:
    """The orders whose buyer had bought in the same channel before. A masked name is nobody."""
    by_buyer: dict[tuple[int, str], list[_Asked]] = {}
    for one in asked:
        if one.buyer and _MASK not in one.buyer and one.ordered_at is not None:
            by_buyer.setdefault((one.channel_id, one.buyer), []).append(one)
    first: dict[tuple[int, str], Any] = {}
    for column in (_orders.c.buyer, _orders.c.buyer_account):
        for chunk in sorted_chunks(name for _channel, name in by_buyer):
            chosen = (column.in_(chunk), _HAS_BOUGHT)
            statement = select(_orders.c.channel_id, column, func.min(_orders.c.ordered_at)).where(*chosen)
            for channel_id, name, at in connection.execute(statement.group_by(_orders.c.channel_id, column)):
                key = (channel_id, name)
                first[key] = at if key not in first or (at is not None and at < first[key]) else first[key]
    return frozenset(
        one.id for key, orders in by_buyer.items() for one in orders
        if first.get(key) is not None and first[key] < one.ordered_at
    )  # fmt: skip


def _boxes_of(uow: UnitOfWork, order_ids: Iterable[int]) -> _Boxes:
    """The parcels these orders lie in that have not left; of several one that is open and not kept back."""
    uow.flush()
    inside = _pieces.join(_parcels, _parcels.c.id == _pieces.c.parcel_id)
    statement = (
        select(_lines.c.order_id, _parcels.c.id, _parcels.c.state)
        .select_from(_lines.join(inside, _pieces.c.order_line_id == _lines.c.id))
        .where(_parcels.c.state != ParcelState.SHIPPED)
        .order_by(_parcels.c.hold_note.is_not(None), _parcels.c.id)
    )
    open_in: dict[int, int] = {}
    packed: set[int] = set()
    for chunk in sorted_chunks(order_ids):
        for order_id, parcel_id, state in uow.connection.execute(statement.where(_lines.c.order_id.in_(chunk))):
            if state is ParcelState.OPEN:
                open_in.setdefault(order_id, parcel_id)
            else:
                packed.add(order_id)
    return _Boxes(open_in, frozenset(packed - set(open_in)))


def _packed_with(uow: UnitOfWork, line_ids: Iterable[int]) -> frozenset[int]:
    """The orders of those lines that lie in a packed parcel."""
    uow.flush()
    inside = _pieces.join(_parcels, _parcels.c.id == _pieces.c.parcel_id)
    statement = (
        select(_lines.c.order_id)
        .select_from(_lines.join(inside, _pieces.c.order_line_id == _lines.c.id))
        .where(_parcels.c.state.not_in((ParcelState.OPEN, ParcelState.SHIPPED)))
    )
    found: set[int] = set()
    for chunk in sorted_chunks(line_ids):
        found.update(uow.connection.execute(statement.where(_lines.c.id.in_(chunk))).scalars())
    return frozenset(found)


def _put_in(uow: UnitOfWork, wanted: Mapping[int, Sequence[GiftRule]], parcel_of: Mapping[int, int]) -> int:
    """Write the lines: a linked item at a price of 0, behind all others; into the open parcel of an order too."""
    if not wanted:
        return 0
    skus = {sku.id: sku for sku in uow.get_many(Sku, {rule.sku_id for found in wanted.values() for rule in found})}
    products = {one.id: one.title for one in uow.get_many(Product, {sku.product_id for sku in skus.values()})}
    last: dict[int, int] = {}
    for line in uow.all_in(OrderLine, OrderLine.order_id, wanted):
        last[line.order_id] = max(line.position, last.get(line.order_id, _FIRST_POSITION - 1))
    lines: list[OrderLine] = []
    for order_id, found in wanted.items():
        for rule in found:
            last[order_id] = position = max(last.get(order_id, 0), _FIRST_POSITION - 1) + 1
            lines.append(_line(order_id, position, rule, skus[rule.sku_id], products[skus[rule.sku_id].product_id]))
    uow.add_all(lines)
    uow.add_all(
        ParcelLine(parcel_id=parcel_of[line.order_id], order_line_id=line.id, quantity=line.quantity)
        for line in lines
        if line.order_id in parcel_of
    )
    freeze(uow, ((line.id, line.sku_id) for line in lines), are_new=True)
    return len(lines)


def _line(order_id: int, position: int, rule: GiftRule, sku: Sku, title: str) -> OrderLine:
    return OrderLine(
        order_id=order_id,
        position=position,
        title=title,
        variant=sku.variant,
        quantity=rule.quantity,
        price_minor=0,
        amount_minor=0,
        sku_id=sku.id,
        sku_quantity=rule.quantity,
        note=rule.name or None,
        gift_rule=rule.key,
    )


def _require_open(orders: Sequence[Order]) -> None:
    gone = [order for order in orders if order.status not in _OPEN]
    if gone:
        reason = message(N_("they have been shipped or closed already"))
        raise NotAllowed(rows=rules.numbers(gone), reason=reason)
    not_real = [order for order in orders if order.kind is OrderKind.NOT_REAL]
    if not_real:
        raise NotAllowed(rows=rules.numbers(not_real), reason=message(N_("nothing is sent with them")))
