"""Which pieces of orders have left and which are promised, as statements over the facts.

What has left is the pieces of parcels that have; the rest of an order goes by the order's own status.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)

from models.dialects.prepared import Prepared
from models.enums.orders import OrderKind, OrderStatus, ParcelState, RefundStatus
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from models.stock import OrderLinePart
from models.stock_ledger import PARCEL_IDS, PARCEL_STEP, PART_IDS, SALE_IDS

_orders = Order.table()
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()

_LEFT_AT = func.coalesce(
    _orders.c.shipped_at, _orders.c.tracking_entered_at, _orders.c.completed_at, _orders.c.paid_at, _orders.c.ordered_at
)
# What was sent and closed later is not back on the shelf: only a return brings it there.
_HAS_LEFT = or_(
    _orders.c.status.in_((OrderStatus.SHIPPED, OrderStatus.COMPLETED)),
    and_(_orders.c.status == OrderStatus.CLOSED, _orders.c.shipped_at.is_not(None)),
)
# What the buyer wants the money back for is promised to nobody: it may serve the next order.
_IS_WANTED = _orders.c.refund_status.in_((RefundStatus.NONE, RefundStatus.PARTIAL))
_IS_PROMISED = and_(_orders.c.status == OrderStatus.PAID, _IS_WANTED)
GONE, PROMISED = 1, 2
_FATE = case((_HAS_LEFT, GONE), (_IS_PROMISED, PROMISED), else_=0)
KNOWN_FATE, ANY_FATE = _FATE > 0, true()
# Nobody bought anything with an order that is not real: whatever it says, no goods go out with it.
_IS_REAL = or_(_orders.c.kind.is_(None), _orders.c.kind != OrderKind.NOT_REAL)
# A line that was closed before the order was sent stayed on the shelf; one closed later did not come back by that.
_IS_OURS = and_(
    _IS_REAL,
    or_(_lines.c.is_closed.is_(False), _lines.c.has_left.is_(True), _orders.c.status == OrderStatus.CLOSED),
)
_HAS_PARTS = select(_parts.c.id).where(_parts.c.order_line_id == _lines.c.id).exists()


# Pieces of parcels that have left; an order that has left whole took them no later than itself.
_IN_PARCEL = _packed.join(_parcels, _parcels.c.id == _packed.c.parcel_id)
_WAS_SENT, _WAITS = _parcels.c.state == ParcelState.SHIPPED, _parcels.c.state != ParcelState.SHIPPED
_PACKED_PIECES = _lines.c.sku_quantity * _packed.c.quantity // _lines.c.quantity
_SENT_PIECES = func.coalesce(
    select(func.sum(_PACKED_PIECES))
    .select_from(_IN_PARCEL)
    .where(_packed.c.order_line_id == _lines.c.id, _WAS_SENT)
    .correlate(_lines)
    .scalar_subquery(),
    0,
)
_PARCEL_LEFT_AT = case(
    (and_(_HAS_LEFT, or_(_parcels.c.shipped_at.is_(None), _parcels.c.shipped_at > _LEFT_AT)), _LEFT_AT),
    else_=_parcels.c.shipped_at,
)
_ANY_SENT_PARCEL = Prepared(select(_parcels.c.id).where(_WAS_SENT).limit(1))


def _plain(condition: ColumnElement[bool], pieces: ColumnElement[int]) -> Select[Any]:
    """(entry id, SKU, pieces, order, line, fate, when it left) of lines that are no bundles."""
    columns = (_lines.c.id + SALE_IDS, _lines.c.sku_id, pieces, _lines.c.order_id, _lines.c.id, _FATE,
               type_coerce(_LEFT_AT, BigInteger()))  # fmt: skip
    source = _lines.join(_orders, _orders.c.id == _lines.c.order_id)
    return select(*columns).select_from(source).where(_IS_OURS, pieces > 0, condition, ~_HAS_PARTS)


def _in_parts(condition: ColumnElement[bool], whole: ColumnElement[int]) -> Select[Any]:
    """The same of the parts of bundles; `whole` are pieces of the bundle."""
    pieces = whole * _parts.c.quantity
    columns = (_parts.c.id + PART_IDS, _parts.c.sku_id, pieces, _lines.c.order_id, _lines.c.id, _FATE,
               type_coerce(_LEFT_AT, BigInteger()))  # fmt: skip
    source = _parts.join(_lines, _lines.c.id == _parts.c.order_line_id).join(_orders, _orders.c.id == _lines.c.order_id)
    return select(*columns).select_from(source).where(_IS_OURS, pieces > 0, condition)


def _plain_packed(condition: ColumnElement[bool]) -> Select[Any]:
    """The same of what lies in parcels."""
    columns = (_packed.c.id * PARCEL_STEP + PARCEL_IDS, _lines.c.sku_id, _PACKED_PIECES, _lines.c.order_id,
               _lines.c.id, literal(GONE), type_coerce(_PARCEL_LEFT_AT, BigInteger()))  # fmt: skip
    source = _IN_PARCEL.join(_lines, _lines.c.id == _packed.c.order_line_id)
    source = source.join(_orders, _orders.c.id == _lines.c.order_id)
    return select(*columns).select_from(source).where(_IS_REAL, condition, _PACKED_PIECES > 0, ~_HAS_PARTS)


def _parts_packed(condition: ColumnElement[bool]) -> Select[Any]:
    """The same of the parts of bundles in parcels."""
    pieces = _PACKED_PIECES * _parts.c.quantity
    columns = (_packed.c.id * PARCEL_STEP + _parts.c.id + PARCEL_IDS, _parts.c.sku_id, pieces, _lines.c.order_id,
               _lines.c.id, literal(GONE), type_coerce(_PARCEL_LEFT_AT, BigInteger()))  # fmt: skip
    source = _IN_PARCEL.join(_lines, _lines.c.id == _packed.c.order_line_id)
    source = source.join(_orders, _orders.c.id == _lines.c.order_id)
    source = source.join(_parts, _parts.c.order_line_id == _lines.c.id)
    return select(*columns).select_from(source).where(_IS_REAL, condition, pieces > 0)


def waiting_in(parcel_ids: Sequence[int]) -> list[Select[Any]]:
    """What lies in these parcels to be sent, without closed lines and orders whose buyers want the money back."""
    chosen = (_packed.c.parcel_id.in_(parcel_ids), _IS_OURS, _IS_WANTED, ~_HAS_LEFT)
    return [_plain_packed(_WAITS).where(*chosen), _parts_packed(_WAITS).where(*chosen)]


def has_sent_parcels(connection: Connection) -> bool:
    """Whether any parcel has ever left."""
    return _ANY_SENT_PARCEL.first(connection) is not None


@dataclass(frozen=True, slots=True)
class Told:
    """What tells what some orders took and wait for; a shop without parcels pays nothing for them."""

    without_parcels: tuple[Prepared, ...]
    with_parcels: tuple[Prepared, ...]

    def rows(self, connection: Connection, **given: Any) -> list[tuple[Any, ...]]:
        """(entry id, SKU, pieces, order, line, fate, when it left in epoch milliseconds)."""
        statements = self.with_parcels if has_sent_parcels(connection) else self.without_parcels
        return [row for statement in statements for row in statement.rows(connection, **given)]


def _told(fate: ColumnElement[bool], plain: ColumnElement[bool], of_part: ColumnElement[bool]) -> Told:
    whole, rest = _lines.c.sku_quantity, _lines.c.sku_quantity - _SENT_PIECES
    without = (_plain(fate, whole).where(plain), _in_parts(fate, whole).where(of_part))
    with_parcels = (
        _plain(fate, rest).where(plain), _in_parts(fate, rest).where(of_part),
        _plain_packed(_WAS_SENT).where(plain), _parts_packed(_WAS_SENT).where(of_part),
    )  # fmt: skip
    return Told(tuple(map(Prepared, without)), tuple(map(Prepared, with_parcels)))


# Built once: putting them together takes longer than answering them for one order.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
OF_ORDERS = _told(KNOWN_FATE, _lines.c.order_id.in_(_IDS), _lines.c.order_id.in_(_IDS))
TAKEN_BY_ORDERS = _told(ANY_FATE, _lines.c.order_id.in_(_IDS), _lines.c.order_id.in_(_IDS))
OF_LINES = _told(KNOWN_FATE, _lines.c.id.in_(_IDS), _lines.c.id.in_(_IDS))
OF_SKU = _told(KNOWN_FATE, _lines.c.sku_id == bindparam("sku"), _parts.c.sku_id == bindparam("sku"))


def parcel_entry_ids(connection: Connection, line_ids: Sequence[int], part_ids: Collection[int]) -> set[int]:
    """The ids entries of these order lines may have for what left in parcels, plain or as these parts."""
    packed = connection.execute(select(_packed.c.id).where(_packed.c.order_line_id.in_(line_ids))).scalars()
    return {PARCEL_IDS + one * PARCEL_STEP + part for one in packed for part in (0, *part_ids)}
