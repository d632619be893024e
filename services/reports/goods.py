"""Reports about goods: what they are worth, how old they are, how they sell, and what is short."""

from __future__ import annotations

from sqlalchemy import Connection

from models.columns import to_epoch_ms
from services import clock
from services.business_day import shop_today
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.reports.report import About, Asked, Report, Rows
from services.stock.analysis import GoodsLine, goods
from services.stock.listing import DEAD_DAYS
from services.stock.shortages import shortages
from services.stock.worth import value_on

PRODUCT = (
    ListColumn("code", N_("Code"), Kind.ID),
    ListColumn("title", N_("Product"), Kind.TEXT),
    ListColumn("variant", N_("Variant"), Kind.TEXT),
)
_PIECES = ListColumn("pieces", N_("Pieces"), Kind.INTEGER)
_VALUE = ListColumn("value", N_("Stock value"), Kind.MONEY)
_UNKNOWN = ListColumn("unknown", N_("Cost unknown"), Kind.INTEGER)
_SOLD = ListColumn("sold", N_("Sold, 13 weeks"), Kind.INTEGER)
_IDLE = ListColumn("idle_days", N_("Days without a sale"), Kind.INTEGER)
_AGES = (
    ("days_0_30", N_("Up to 30 days")),
    ("days_31_60", N_("31 to 60 days")),
    ("days_61_90", N_("61 to 90 days")),
    ("days_91_180", N_("91 to 180 days")),
    ("days_181_on", N_("Older")),
)


def _named(one: GoodsLine) -> tuple[str, str, str | None]:
    return one.code, one.title, one.variant


def _value(connection: Connection, asked: Asked) -> Rows:
    day = asked.last or shop_today(connection)
    for one in value_on(connection, day):
        yield one.code, one.title, one.variant, one.quantity, one.value_minor, one.unknown


def _ageing(connection: Connection, _asked: Asked) -> Rows:
    for one in goods(connection, clock.now()):
        if one.pieces > 0:
            split = (amount for age in one.ages for amount in (age.pieces, age.value_minor))
            yield (*_named(one), one.pieces, one.value_minor, one.unknown, *split)


def _dead(connection: Connection, _asked: Asked) -> Rows:
    for one in goods(connection, clock.now()):
        if one.pieces > 0 and one.idle_days > DEAD_DAYS:
            yield (*_named(one), one.pieces, one.value_minor, one.unknown, one.idle_days, one.sold)


def _classes(connection: Connection, _asked: Asked) -> Rows:
    found = sorted(goods(connection, clock.now()), key=lambda one: (one.abc, one.xyz, -one.sold_cost_minor, one.code))
    for one in found:
        yield (
            *_named(one), one.abc, one.xyz, one.sold, one.sold_cost_minor, one.pieces, one.value_minor,
            one.turns_percent, one.idle_days,
        )  # fmt: skip


def _short(connection: Connection, _asked: Asked) -> Rows:
    for one in shortages(connection):
        deadline = to_epoch_ms(one.deadline) if one.deadline is not None else None
        waiting = ", ".join(order.order_no for order in one.waiting)
        yield (
            one.code, one.title, one.variant, one.shelf, one.on_hand, one.reserved, one.missing, deadline, waiting
        )  # fmt: skip


STOCK_VALUE = Report(N_("Value on a day"), (*PRODUCT, _PIECES, _VALUE, _UNKNOWN), _value, About.DAY)
STOCK_AGEING = Report(
    N_("Age of the stock"),
    (
        *PRODUCT, _PIECES, _VALUE, _UNKNOWN,
        *(
            column
            for key, heading in _AGES
            for column in (
                ListColumn(key, heading, Kind.INTEGER), ListColumn(f"{key}_value", N_("Stock value"), Kind.MONEY)
            )
        ),
    ),
    _ageing,
)  # fmt: skip
DEAD_STOCK = Report(N_("Not sold in 90 days"), (*PRODUCT, _PIECES, _VALUE, _UNKNOWN, _IDLE, _SOLD), _dead)
ABC = Report(
    N_("ABC × XYZ"),
    (
        *PRODUCT,
        ListColumn("abc", N_("ABC"), Kind.CODE),
        ListColumn("xyz", N_("XYZ"), Kind.CODE),
        _SOLD,
        ListColumn("sold_cost", N_("Cost of goods sold"), Kind.MONEY),
        _PIECES,
        _VALUE,
        ListColumn("turns_percent", N_("Turns a year, %"), Kind.INTEGER),
        _IDLE,
    ),
    _classes,
)
SHORTAGES = Report(
    N_("Promised and not there"),
    (
        *PRODUCT,
        ListColumn("shelf", N_("Shelf"), Kind.TEXT),
        ListColumn("on_hand", N_("On hand"), Kind.INTEGER),
        ListColumn("reserved", N_("Reserved"), Kind.INTEGER),
        ListColumn("missing", N_("Missing"), Kind.INTEGER),
        ListColumn("ship_by", N_("Ship by"), Kind.INSTANT),
        ListColumn("orders", N_("Orders that wait"), Kind.TEXT),
    ),
    _short,
)
