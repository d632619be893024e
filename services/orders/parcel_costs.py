"""What an order bears of the cost of its parcels, as SQL about one order at a time.

Orders in one parcel share its cost equally; an order in several parcels bears its part of each. Orders nobody
put into a parcel share a bill by their waybill number. The parts of those who share add up exactly: what cannot be
shared is borne by the orders entered first, a unit each. Where a parcel and an order outside it carry one number, the
parcel's orders share the whole bill among themselves, and the order bears its part of it once more.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, literal, or_, select, type_coerce

from models.channels import ChannelTerms
from models.couriers import CourierCharge
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services.couriers.freight_columns import HAS_REST, of_parcel, rest_of_order, whole_order

_o = Order.table()
_c = CourierCharge.table().alias("profit_charge")
_q = Order.table().alias("profit_sharer")
_t = ChannelTerms.table().alias("profit_newest")
_parcels = Parcel.table()
_packed = ParcelLine.table().alias("cost_packed")
_lines = OrderLine.table().alias("cost_line")
_inside = ParcelLine.table().alias("cost_inside")
_owners = OrderLine.table().alias("cost_owner")
_LIFT = 10**14  # amounts are below 10**12, and times as many orders as one parcel could hold this fits 64 bits
_first = Order.table().alias("cost_first")

TERMS = ChannelTerms.table().alias("terms")
"""The terms an order was sold on, for the join of a list."""
_newest = (
    select(_t.c.id)
    .where(_t.c.channel_id == _o.c.channel_id, or_(_o.c.ordered_on.is_(None), _t.c.since <= _o.c.ordered_on))
    .order_by(_t.c.since.desc())
    .limit(1)
    .correlate(_o)
    .scalar_subquery()
)
TERMS_JOIN: tuple[Any, ColumnElement[bool]] = (TERMS, TERMS.c.id == _newest)


def _whole(expression: Any) -> ColumnElement[int]:
    return type_coerce(expression, BigInteger())


def _shared(amount: Any, sharers: Any, after: Any) -> ColumnElement[int]:
    """The equal part of one of the sharers, `after` whom so many others come; all parts together are the amount.

    Lifted by as many units as no part comes near, because SQLite's division goes towards zero and a bill may be below
    it; so the amount, which may ask the freight rules, is asked for once.
    """
    return (_whole(amount) + _LIFT * _whole(sharers) + _whole(after)) // _whole(sharers) - _LIFT


def _billed(number: Any, *outer: Any) -> ColumnElement[int]:
    """What couriers charged for a number in the order's currency; NULL where they have not."""
    charges = select(func.sum(_whole(_c.c.amount_minor))).where(_c.c.waybill == number, _c.c.currency == _o.c.currency)
    return _whole(charges.correlate(*outer).scalar_subquery())


# -- an order in no parcel ----------------------------------------------------------------------------


def _with_number(*which: ColumnElement[bool]) -> ColumnElement[int]:
    same = select(func.count()).where(_q.c.tracking_no == _o.c.tracking_no, *which)
    return _whole(same.correlate(_o).scalar_subquery())


_SAME_NUMBER = _with_number()  # the order itself is one of them
_LATER_NUMBER = _with_number(_q.c.id > _o.c.id)


def _by_number(amount: Any) -> ColumnElement[int]:
    shared = _shared(amount, _SAME_NUMBER, _LATER_NUMBER)
    return _whole(case((_o.c.tracking_no.is_(None), amount), else_=shared))


def _loose_freight(otherwise: Any) -> ColumnElement[int]:
    return _whole(
        func.coalesce(
            _by_number(_billed(_o.c.tracking_no, _o)),
            whole_order(otherwise),  # its own load alone: not to be shared
            _by_number(TERMS.c.freight_minor),
        )
    )


# -- an order in parcels ------------------------------------------------------------------------------

_INSIDE = _packed.join(_lines, _lines.c.id == _packed.c.order_line_id)
_MINE = select(_packed.c.parcel_id).select_from(_INSIDE).where(_lines.c.order_id == _o.c.id).correlate(_o)
IS_PACKED: ColumnElement[bool] = _MINE.exists()
_COUNT = _whole(
    select(func.count(_packed.c.parcel_id.distinct()))
    .select_from(_INSIDE)
    .where(_lines.c.order_id == _o.c.id)
    .correlate(_o)
    .scalar_subquery()
)


def _sharing(*which: ColumnElement[bool]) -> ColumnElement[int]:
    orders = select(func.count(_owners.c.order_id.distinct()))
    orders = orders.select_from(_inside.join(_owners, _owners.c.id == _inside.c.order_line_id))
    return _whole(orders.where(_inside.c.parcel_id == _parcels.c.id, *which).correlate(_parcels, _o).scalar_subquery())


_SHARERS = _sharing()
_LATER_SHARERS = _sharing(_owners.c.order_id > _o.c.id)
# A parcel goes where its first order goes.
_FIRST_ID = (
    select(func.min(_owners.c.order_id))
    .select_from(_inside.join(_owners, _owners.c.id == _inside.c.order_line_id))
    .where(_inside.c.parcel_id == _parcels.c.id)
    .correlate(_parcels)
    .scalar_subquery()
)
# Of an order in several parcels, the number it carries itself is that of one of them.
_NUMBER = func.coalesce(_parcels.c.tracking_no, case((_COUNT == 1, _o.c.tracking_no)))


def _over_parcels(amount: Any) -> ColumnElement[int]:
    """The order's part of an amount of each of its parcels; NULL where one of them is unknown."""
    part = _shared(amount, _SHARERS, _LATER_SHARERS)
    total = case((func.count() == func.count(part), func.sum(part)))
    statement = select(total).select_from(_parcels.join(_first, _first.c.id == _FIRST_ID))
    statement = statement.where(_parcels.c.id.in_(_MINE))
    return _whole(statement.correlate(_o, TERMS).scalar_subquery())


_NEWEST_RULES = literal(253_370_764_800_000)  # the year 9999: an order without a day is quoted by the last rules


def _packed_cost(of_each: Any, of_rest: Any) -> ColumnElement[int]:
    return _over_parcels(of_each) + _whole(case((HAS_REST, of_rest), else_=0))


def _freight(otherwise: Any) -> ColumnElement[int]:
    packed = _packed_cost(
        func.coalesce(_billed(_NUMBER, _parcels, _o), of_parcel(_NUMBER, _first, otherwise), TERMS.c.freight_minor),
        func.coalesce(rest_of_order(otherwise), TERMS.c.freight_minor),
    )
    return _whole(case((IS_PACKED, packed), else_=_loose_freight(otherwise)))


FREIGHT: ColumnElement[int] = _freight(func.coalesce(_o.c.ordered_at, _NEWEST_RULES))
"""The order's part of what couriers billed, else of what the freight rules, else of what its channel's terms say.

While it has not left, the rules of the day it was ordered hold: it changes with the facts alone.
"""
PACKING: ColumnElement[int] = _whole(
    case(
        (TERMS.c.packing_minor.is_(None), literal(None)),
        (IS_PACKED, _packed_cost(TERMS.c.packing_minor, TERMS.c.packing_minor)),
        else_=_by_number(TERMS.c.packing_minor),
    )
)
"""The order's part of the packing of its parcels."""
