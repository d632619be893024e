"""Reads: the waves as a list that can be searched, sorted and written to a file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from models.entities import Entity
from models.enums.orders import OrderStatus, ParcelState, RefundStatus
from models.fulfilment import Parcel, ParcelLine, Wave
from models.orders import Order, OrderLine
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern

_waves = Wave.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_lines = OrderLine.table()
_orders = Order.table()


def _parcels_in(*states: ParcelState) -> ColumnElement[int]:
    counted = select(func.count()).select_from(_parcels).where(_parcels.c.wave_id == _waves.c.id)
    if states:
        counted = counted.where(_parcels.c.state.in_(states))
    return counted.correlate(_waves).scalar_subquery()


_CONTENTS = (
    _parcels.join(_packed, _packed.c.parcel_id == _parcels.c.id)
    .join(_lines, _lines.c.id == _packed.c.order_line_id)
    .join(_orders, _orders.c.id == _lines.c.order_id)
)


def _inside(value: Any, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    found = select(value).select_from(_CONTENTS).where(_parcels.c.wave_id == _waves.c.id, *conditions)
    return found.correlate(_waves).scalar_subquery()


_STOPPED = and_(
    _parcels.c.state != ParcelState.SHIPPED,
    or_(
        _orders.c.hold_code.is_not(None),
        _orders.c.refund_status.in_([RefundStatus.REQUESTED, RefundStatus.REFUNDED]),
        _orders.c.status == OrderStatus.CLOSED,
    ),
)
_ALL, _SHIPPED = _parcels_in(), _parcels_in(ParcelState.SHIPPED)
_STATE = case(
    (_SHIPPED == _ALL, "done"),
    (_parcels_in(ParcelState.PACKED, ParcelState.SHIPPED) > 0, "packing"),
    (_waves.c.picked_at.is_not(None), "picked"),
    else_="made",
)


def _search(typed: str) -> ColumnElement[bool] | None:
    found = []
    for term in terms(typed):
        pattern = like_pattern(term.plain)
        numbers = select(_parcels.c.wave_id).select_from(_CONTENTS).where(_orders.c.external_no == term.plain)
        found.append(
            or_(
                _waves.c.number.like(pattern, escape="\\"),
                _waves.c.note.like(pattern, escape="\\"),
                _waves.c.id.in_(numbers),
            )
        )
    return and_(*found) if found else None


WAVES = TableQuery(
    name="waves",
    entity=Entity.WAVE,
    base=_waves,
    joins=(),
    columns=by_key(
        QueryColumn("number", N_("Wave"), Kind.ID, _waves.c.number),
        QueryColumn("state", N_("State"), Kind.CODE, _STATE),
        QueryColumn("made_at", N_("Made at"), Kind.INSTANT, _waves.c.made_at),
        QueryColumn("picked_at", N_("Picked at"), Kind.INSTANT, _waves.c.picked_at),
        QueryColumn("orders", N_("Orders"), Kind.INTEGER, _inside(func.count(_orders.c.id.distinct())), True),
        QueryColumn("parcels", N_("Parcels"), Kind.INTEGER, _ALL, True),
        QueryColumn("pieces", N_("Pieces"), Kind.INTEGER, _inside(func.coalesce(func.sum(_packed.c.quantity), 0)),
                    True),
        QueryColumn("packed", N_("Packed"), Kind.INTEGER,
                    _parcels_in(ParcelState.PACKED, ParcelState.SHIPPED), True),
        QueryColumn("shipped", N_("Shipped"), Kind.INTEGER, _SHIPPED, True),
        QueryColumn("stopped", N_("Stopped"), Kind.INTEGER,
                    _inside(func.count(_parcels.c.id.distinct()), _STOPPED), True),
        QueryColumn("note", N_("Note"), Kind.TEXT, _waves.c.note),
    ),
    views={"all": None, "open": _SHIPPED < _ALL, "done": _SHIPPED == _ALL},
    default_sort=(("number", True),),
    search=_search,
)  # fmt: skip
