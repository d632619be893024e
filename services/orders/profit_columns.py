"""What an order earns: the same sums as `services.orders.profit`, as SQL about one order at a time.

`services.profit.order_profits` computes the kept rows with it, which lists, panel, charts and reports read
(`services.orders.kept_profit`). The hold rules ask for it themselves: they judge within a command, before its orders
have a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    type_coerce,
)

from models.catalog import Sku
from models.enums.goods import MoveKind
from models.enums.orders import OrderKind, OrderStatus, RefundStatus
from models.orders import Order, OrderLine
from models.rollups import OrderProfit
from models.settings import Setting
from models.stock import OrderLinePart, StockMove
from models.stock_ledger import SkuStock, StockEntry
from models.values import WHOLE_PPM
from services import settings
from services.kernel.walking import unindexed
from services.orders.aftersales_cost import AFTER_SALES
from services.orders.kinds import KIND
from services.orders.parcel_costs import FREIGHT, PACKING, TERMS, TERMS_JOIN
from services.orders.profit import MISSING_BITS, Part

_o = Order.table()
_kind = KIND
_l = OrderLine.table().alias("profit_line")
_p = OrderLinePart.table().alias("profit_part")
_s = Sku.table().alias("profit_sku")
_k = SkuStock.table().alias("profit_stock")
_e = StockEntry.table().alias("profit_entry")
_b = StockEntry.table().alias("profit_back")
_m = StockMove.table().alias("profit_move")
_kept = OrderProfit.table()
_set = Setting.table().alias("profit_setting")

_GIVEN_AWAY = (OrderKind.GIFT, OrderKind.SAMPLE, OrderKind.RESHIP, OrderKind.EXCHANGE)


def _whole(expression: Any) -> ColumnElement[int]:
    return type_coerce(expression, BigInteger())


def _none(expression: Any) -> ColumnElement[int]:
    """An amount that is nothing where nobody said it."""
    return _whole(func.coalesce(_whole(expression), 0))


# -- goods ------------------------------------------------------------------------------------------


def _of_line() -> ColumnElement[bool]:
    sku_id = func.coalesce(_p.c.sku_id, _l.c.sku_id)
    return and_(_e.c.order_id == _o.c.id, _e.c.order_line_id == _l.c.id, unindexed(_e.c.sku_id == sku_id))


def _is_booked() -> ColumnElement[bool]:
    """Whether a line, or a part of its set, has left, and the ledger says what it cost."""
    in_ledger = select(_e.c.id).where(_of_line(), _e.c.kind == MoveKind.SALE)
    return and_(_HAS_GONE, in_ledger.correlate(_o, _l, _p, _s, _k).exists())


def _cost_of_part() -> Any:
    """What one line, or one part of its set, costs: as the ledger has it once it has left, else as of today."""
    pieces = _whole(case((_p.c.id.is_not(None), _p.c.quantity * _l.c.sku_quantity), else_=_l.c.sku_quantity))
    sku_id = func.coalesce(_p.c.sku_id, _l.c.sku_id)
    known = _whole(_k.c.on_hand + _k.c.defective - _k.c.unknown)
    of_stock = (2 * _whole(_k.c.value_minor) * pieces + known) // (2 * known)
    expected = case((known > 0, of_stock), else_=_whole(_s.c.cost_minor) * pieces)
    of_line = _of_line()
    went = select(
        case(
            (func.sum(_e.c.unknown + _e.c.pending) > 0, null()),
            else_=func.sum(_whole(_e.c.late_minor) - _whole(_e.c.value_minor)),
        )
    ).where(of_line, _e.c.kind == MoveKind.SALE)
    returned = (_m.c.order_line_id == _l.c.id, unindexed(_m.c.sku_id == sku_id), _m.c.kind == MoveKind.RETURN)
    came_back = select(func.coalesce(func.sum(_whole(_b.c.value_minor)), 0)).join_from(_m, _b, _b.c.id == _m.c.id)
    actual = _whole(went.correlate(_o, _l, _p, _s, _k).scalar_subquery()) - _whole(
        came_back.where(*returned).correlate(_o, _l, _p, _s, _k).scalar_subquery()
    )
    return case((_is_booked(), actual), else_=expected)


_PARTS = _l.outerjoin(_p, _p.c.order_line_id == _l.c.id)
_PARTS = _PARTS.outerjoin(_s, _s.c.id == func.coalesce(_p.c.sku_id, _l.c.sku_id)).outerjoin(_k, _k.c.sku_id == _s.c.id)
_IS_CLOSED = _o.c.status == OrderStatus.CLOSED
_LEFT_FIRST = _o.c.shipped_at.is_not(None)
"""Whether a closed order was sent before: its goods are with the buyer until they come back."""
_HAS_GONE = or_(_o.c.status.in_([OrderStatus.SHIPPED, OrderStatus.COMPLETED]), and_(_IS_CLOSED, _LEFT_FIRST))
_IS_SENT = or_(_l.c.is_closed.is_(False), _l.c.has_left.is_(True), _IS_CLOSED)


def _goods() -> ColumnElement[int]:
    """What the goods of an order cost; NULL where one of them is unknown."""
    each = (
        select(_cost_of_part().label("cost"))
        .select_from(_PARTS)
        .where(_l.c.order_id == _o.c.id, _IS_SENT)
        .correlate(_o)
        .subquery("profit_goods")
    )
    is_known = and_(func.count() > 0, func.count() == func.count(each.c.cost))
    total = select(case((is_known, func.sum(each.c.cost)))).select_from(each)
    return _whole(total.correlate(_o).scalar_subquery())


def _is_priced_now() -> ColumnElement[bool]:
    """Whether the goods of an order cost what the pieces cost that are there: each sale of others changes that."""
    counted = and_(_k.c.sku_id.is_not(None), _k.c.is_bundle.is_(False), not_(_is_booked()))
    parts = select(_l.c.id).select_from(_PARTS).where(_l.c.order_id == _o.c.id, _IS_SENT, counted)
    return parts.correlate(_o).exists()


def line_costs(condition: ColumnElement[bool]) -> Select[Any]:
    """(order, line, its SKU, code, title, pieces, own amount, cost of each part) of the orders a condition selects."""
    amount = func.coalesce(
        _whole(_l.c.amount_minor), _whole(_l.c.price_minor) * _l.c.quantity - _none(_l.c.discount_minor), 0
    )
    pieces = func.coalesce(_l.c.sku_quantity, _l.c.quantity)
    columns = (_o.c.id, _l.c.id, _l.c.sku_id, _l.c.code, _l.c.title, pieces, amount, _cost_of_part())
    source = _PARTS.join(_o, _o.c.id == _l.c.order_id)
    return select(*columns).select_from(source).where(condition, _IS_SENT).order_by(_o.c.id, _l.c.id)


# -- the other parts --------------------------------------------------------------------------------


def _income() -> ColumnElement[int]:
    paid, total = _whole(_o.c.paid_minor), _whole(_o.c.total_minor)
    return _whole(
        case(
            (_IS_CLOSED, 0),
            (KIND.in_([kind.value for kind in _GIVEN_AWAY]), func.coalesce(paid, 0)),
            (_o.c.status == OrderStatus.UNPAID, func.coalesce(total, paid)),
            else_=func.coalesce(paid, total),
        )
    )


def _share(kept: ColumnElement[int], ppm: Any) -> ColumnElement[int]:
    return (func.max(kept, 0, type_=BigInteger) * _whole(ppm) + WHOLE_PPM // 2) // WHOLE_PPM


_home_text = select(func.json_extract(type_coerce(_set.c.value, Text()), "$"))
_home = func.coalesce(
    _home_text.where(_set.c.key == settings.CURRENCY.key).scalar_subquery(), literal(settings.CURRENCY.default)
)
IS_HOME: ColumnElement[bool] = _o.c.currency == _home
"""Whether an order is in the currency costs are kept in."""
_IS_RECKONED = and_(or_(_o.c.status != OrderStatus.CLOSED, _LEFT_FIRST), _kind != OrderKind.NOT_REAL.value, IS_HOME)


def _kept_money(column: Any) -> ColumnElement[int]:
    return _whole(case((_IS_CLOSED, 0), else_=_none(column)))


REFUNDED: ColumnElement[int] = _kept_money(_o.c.refunded_minor)
"""What a profit takes off for refunds: of a closed order no money counts, so none of it went back either."""
SUBSIDY: ColumnElement[int] = _whole(
    case((_o.c.refund_status == RefundStatus.REFUNDED, 0), else_=_kept_money(_o.c.platform_discount_minor))
)
"""What the platform added, likewise: it takes that back once all of an order was refunded."""
_INCOME, _GOODS = _income(), _goods()
_IS_OPEN = and_(_IS_RECKONED, _is_priced_now())
_KEPT = _INCOME - REFUNDED
_RATES = {
    part: _whole(case((_IS_CLOSED, 0), else_=TERMS.c[f"{part}_ppm"])) for part in (Part.FEE, Part.COMMISSION, Part.ADS)
}
_CAME_IN = _KEPT + SUBSIDY
_LEFT = _CAME_IN - _GOODS - _none(FREIGHT) - _none(PACKING) + AFTER_SALES
for _ppm in _RATES.values():
    _LEFT = _LEFT - _none(_share(_KEPT, _ppm))

CAME_IN: ColumnElement[int] = _whole(_CAME_IN)
"""What the buyer and the platform pay for the order, without what was given back; NULL where it is unknown."""
GOODS_COST = _GOODS
"""What the goods of the order cost; NULL where one of them is unknown."""
PROFIT: ColumnElement[int] = _whole(case((_IS_RECKONED, _LEFT)))
"""`Profit.profit_minor` of the order."""


# -- all that is kept of an order -------------------------------------------------------------------


def kept(condition: ColumnElement[bool]) -> Select[Any]:
    """The row of `OrderProfit` of every order a condition selects, its columns in their order."""
    parts: dict[str, Any] = {
        "order_id": _o.c.id, "income_minor": _INCOME, "came_in_minor": CAME_IN,
        "is_reckoned": case((_IS_RECKONED, 1), else_=0), "is_priced_now": case((_IS_OPEN, 1), else_=0),
        **{f"{part}_ppm": ppm for part, ppm in _RATES.items()},
        "kept_minor": _KEPT, "freight_minor": FREIGHT, "packing_minor": PACKING, "after_sales_minor": AFTER_SALES,
        "goods_minor": case((and_(_IS_RECKONED, not_(_is_priced_now())), _GOODS)),
    }  # fmt: skip
    columns = [value.label(name) for name, value in parts.items()]
    source = select(*columns).select_from(_o.outerjoin(*TERMS_JOIN)).where(condition)
    each = _computed_once(source, "each_profit")
    rates = {Part.FEE: each.c.fee_ppm, Part.COMMISSION: each.c.commission_ppm, Part.ADS: each.c.ads_ppm}
    shares = {f"{part}_minor": _share(each.c.kept_minor, ppm) for part, ppm in rates.items()}
    rest = each.c.came_in_minor - _none(each.c.freight_minor) - _none(each.c.packing_minor) + each.c.after_sales_minor
    for one in shares.values():
        rest = rest - _none(one)
    named = ("order_id", "income_minor", "came_in_minor", "goods_minor")
    then = ("freight_minor", "packing_minor", "after_sales_minor", "is_priced_now", "is_reckoned")
    of_parts: dict[Part, Any] = {
        Part.PAID: each.c.income_minor,
        Part.GOODS: case((each.c.is_priced_now == 1, 0), else_=each.c.goods_minor),
        **rates, Part.FREIGHT: each.c.freight_minor, Part.PACKING: each.c.packing_minor,
    }  # fmt: skip
    second = _computed_once(
        select(
            *(each.c[name] for name in named), *(value.label(name) for name, value in shares.items()),
            *(each.c[name] for name in then), case((each.c.is_reckoned == 1, rest)).label("rest_minor"),
            case((each.c.is_reckoned == 1, _bits(of_parts)), else_=0).label("missing"),
        ),
        "each_rest",
    )  # fmt: skip
    return _with_profit(second)


def _with_profit(each: CTE) -> Select[Any]:
    profit = each.c.rest_minor - each.c.goods_minor  # priced when read: its goods are NULL here
    columns: dict[str, ColumnElement[Any]] = {
        **each.c,
        "profit_minor": profit,
        "margin_ppm": case((each.c.came_in_minor > 0, profit * WHOLE_PPM // each.c.came_in_minor)),
    }
    return select(*(columns[column.name].label(column.name) for column in _kept.c))


def _computed_once(statement: Select[Any], name: str) -> CTE:
    """The statement as a table: SQLite would work each sum out again wherever it is named."""
    return statement.cte(name).prefix_with("MATERIALIZED", dialect="sqlite")


def _bits(parts: Mapping[Part, Any]) -> ColumnElement[int]:
    bits: ColumnElement[int] = literal(0, BigInteger())
    for part, value in parts.items():
        bits = bits + case((value.is_(None), MISSING_BITS[part]), else_=0)
    return _whole(bits)


# -- one order --------------------------------------------------------------------------------------


def unknown_costs(connection: Connection, order_id: int) -> tuple[str, ...]:
    """The items of the order whose cost nobody knows: our code, else the channel's, else the title."""
    named = func.coalesce(_s.c.code, _l.c.code, _l.c.title)
    sku_id = func.coalesce(_p.c.sku_id, _l.c.sku_id)
    known = _k.c.on_hand + _k.c.defective - _k.c.unknown
    statement = (
        select(named)
        .select_from(
            _l.outerjoin(_p, _p.c.order_line_id == _l.c.id)
            .outerjoin(_s, _s.c.id == sku_id)
            .outerjoin(_k, _k.c.sku_id == _s.c.id)
        )
        .where(_l.c.order_id == order_id, _l.c.is_closed.is_(False), _s.c.cost_minor.is_(None))
        .where(or_(known.is_(None), known <= 0))
        .order_by(_l.c.position)
    )
    return tuple(dict.fromkeys(connection.execute(statement).scalars()))
