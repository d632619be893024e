"""Reads: what every order earned, from the rows that are kept; goods that are there are priced as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Integer, and_, case, func, or_, select, type_coerce

from models.enums.orders import OrderKind
from models.orders import Order
from models.rollups import OrderProfit
from models.values import WHOLE_PPM
from services.errors import NotFound
from services.i18n import N_
from services.kernel.walking import Stage, Stretch, Walk
from services.messages import message
from services.orders.kinds import KIND
from services.orders.parcel_costs import TERMS, TERMS_JOIN
from services.orders.profit import MISSING_BITS, Part, Profit, ProfitFacts, profit_of
from services.orders.profit_columns import GOODS_COST, IS_HOME, SUBSIDY

_o = Order.table()

KEPT = OrderProfit.table()
"""What an order brought and cost (`OrderProfit`)."""
KEPT_JOIN: tuple[Any, ColumnElement[bool]] = (KEPT, KEPT.c.order_id == _o.c.id)
_NOW: ColumnElement[bool] = KEPT.c.is_priced_now.is_(True)


def _whole(expression: Any) -> ColumnElement[int]:
    return type_coerce(expression, BigInteger())


GOODS: ColumnElement[int] = _whole(case((_NOW, GOODS_COST), else_=_whole(KEPT.c.goods_minor)))
"""What the goods of a reckoned order cost; NULL where one of them is unknown."""
_LEFT = _whole(KEPT.c.rest_minor) - GOODS_COST
_CAME_IN = _whole(KEPT.c.came_in_minor)
PROFIT: ColumnElement[int] = _whole(case((_NOW, _LEFT), else_=_whole(KEPT.c.profit_minor)))
"""`Profit.profit_minor` of the order."""
MARGIN: ColumnElement[int] = _whole(
    case((and_(_NOW, _CAME_IN > 0), _LEFT * WHOLE_PPM // _CAME_IN), else_=_whole(KEPT.c.margin_ppm))
)
"""`Profit.margin_ppm` of the order."""
LOSES: ColumnElement[int] = type_coerce(case((PROFIT < 0, 1), else_=0), Integer())
"""1 where the order is known to lose money."""
MISSING: ColumnElement[int] = _whole(
    func.coalesce(KEPT.c.missing, 0) + case((and_(_NOW, GOODS_COST.is_(None)), MISSING_BITS[Part.GOODS]), else_=0)
)
"""What is missing, as `profit.missing_parts` reads it."""


def of_losses(codes: tuple[str, ...]) -> ColumnElement[bool]:
    """The orders known to lose money ("1"), or all others ("0"), said so that an index serves the first."""
    stored, open_ones = KEPT.alias("lost"), KEPT.alias("lost_now")
    known = select(stored.c.order_id).where(stored.c.profit_minor < 0)
    now = select(open_ones.c.order_id).where(open_ones.c.is_priced_now.is_(True))
    loses = or_(_o.c.id.in_(known), and_(_o.c.id.in_(now), PROFIT < 0))
    wanted = {"1": loses, "0": LOSES == 0}
    return or_(*(condition for code, condition in wanted.items() if code in codes))


def by_profit(kept: ColumnElement[int], known: ColumnElement[int]) -> Walk:
    """The first rows by a kept figure, among which lie the few that are known only when they are read."""

    def stages(_connection: Connection, _descending: bool) -> Iterator[Stage]:
        is_open = KEPT.c.is_priced_now.is_(True)
        yield Stretch(kept.is_not(None), kept), Stretch(and_(is_open, known.is_not(None)), known)
        yield (Stretch(known.is_(None)),)

    return stages


def order_profit(connection: Connection, order_id: int) -> Profit | None:
    """The order's profit by its parts; None for an order that has none (closed, not real, foreign currency)."""
    return profit_of(facts_of(connection, order_id))


def facts_of(connection: Connection, order_id: int) -> ProfitFacts:
    """What is known of the order's money now."""
    columns = (
        *(_o.c.status, KIND.label("kind"), IS_HOME.label("is_home"), _o.c.paid_minor, _o.c.total_minor),
        *(_o.c.refunded_minor, SUBSIDY.label("platform_discount"), GOODS.label("goods")),
        *(TERMS.c.fee_ppm, TERMS.c.commission_ppm, TERMS.c.ads_ppm),
        *(KEPT.c.freight_minor, KEPT.c.packing_minor, KEPT.c.after_sales_minor, _o.c.shipped_at.is_not(None)),
    )
    source = _o.outerjoin(*KEPT_JOIN).outerjoin(*TERMS_JOIN)
    row = connection.execute(select(*columns).select_from(source).where(_o.c.id == order_id)).first()
    if row is None:
        raise NotFound(what=message(N_("order")), which=f"#{order_id}")
    return ProfitFacts(row[0], OrderKind(row[1]), bool(row[2]), *row[3:])
