"""Reads: the daily figures of shops and of their ads, and what the owner changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, and_, case, func, literal, or_, type_coerce

from models.catalog import Sku
from models.channels import Channel
from models.entities import Entity
from models.growth import ActionNote, AdDay, ItemDay, ShopDay
from models.values import WHOLE_PPM
from services.growth.ad_days import SPENDS
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern

_days = ShopDay.table()
_ads = AdDay.table()
_items = ItemDay.table()
_channels = Channel.table()
_actions = ActionNote.table()
_skus = Sku.table()


def _search_days(typed: str) -> ColumnElement[bool] | None:
    found = [
        or_(
            *(
                column.like(like_pattern(term.plain), escape="\\")
                for column in (_channels.c.name, type_coerce(_days.c.day, Text))
            )
        )
        for term in terms(typed)
    ]
    return and_(*found) if found else None


def _search_ads(typed: str) -> ColumnElement[bool] | None:
    columns = (_channels.c.name, _ads.c.plan, _ads.c.item_no, _ads.c.title, type_coerce(_ads.c.day, Text))
    found = [or_(*(column.like(like_pattern(term.plain), escape="\\") for column in columns)) for term in terms(typed)]
    return and_(*found) if found else None


def _search_items(typed: str) -> ColumnElement[bool] | None:
    columns = (_channels.c.name, _items.c.item_no, _items.c.title, type_coerce(_items.c.day, Text))
    found = [or_(*(column.like(like_pattern(term.plain), escape="\\") for column in columns)) for term in terms(typed)]
    return and_(*found) if found else None


def _search_actions(typed: str) -> ColumnElement[bool] | None:
    columns = (_actions.c.what, _actions.c.reason, _actions.c.expected_effect, _skus.c.code, _channels.c.name)
    found = [or_(*(column.like(like_pattern(term.plain), escape="\\") for column in columns)) for term in terms(typed)]
    return and_(*found) if found else None


def _per(above: Any, below: Any, times: int = 1) -> ColumnElement[int]:
    """`above` ÷ `below` × `times`, rounded half up; unknown where either is unknown or nothing."""
    top, base = type_coerce(above, BigInteger()), type_coerce(func.nullif(below, 0), BigInteger())
    return type_coerce((2 * top * times + base) // (2 * base), BigInteger())


_SPENDS = tuple(_days.c[name] for name in SPENDS)
_SPEND = type_coerce(
    case(
        (and_(*(one.is_(None) for one in _SPENDS)), None),
        else_=sum((func.coalesce(type_coerce(one, BigInteger()), 0) for one in _SPENDS), literal(0, BigInteger())),
    ),
    BigInteger(),
)

SHOP_DAYS = TableQuery(
    name="shop_days",
    entity=Entity.SHOP_DAY,
    base=_days,
    joins=((_channels, _channels.c.id == _days.c.channel_id),),
    columns=by_key(
        QueryColumn("day", N_("Day"), Kind.DATE, _days.c.day),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
        QueryColumn("visitors", N_("Visitors"), Kind.INTEGER, _days.c.visitors, has_total=True),
        QueryColumn("views", N_("Page views"), Kind.INTEGER, _days.c.views, has_total=True),
        QueryColumn("item_visitors", N_("Item visitors"), Kind.INTEGER, _days.c.item_visitors, has_total=True),
        QueryColumn("new_visitors", N_("New visitors"), Kind.INTEGER, _days.c.new_visitors, has_total=True),
        QueryColumn("old_visitors", N_("Returning visitors"), Kind.INTEGER, _days.c.old_visitors, has_total=True),
        QueryColumn("favourites", N_("Favourites"), Kind.INTEGER, _days.c.favourites, has_total=True),
        QueryColumn("carts", N_("Carts"), Kind.INTEGER, _days.c.carts, has_total=True),
        QueryColumn("ordered", N_("Ordered amount"), Kind.MONEY, _days.c.ordered_minor, has_total=True),
        QueryColumn("ordered_buyers", N_("Ordering buyers"), Kind.INTEGER, _days.c.ordered_buyers),
        QueryColumn("paid", N_("Paid amount"), Kind.MONEY, _days.c.paid_minor, has_total=True),
        QueryColumn("buyers", N_("Paying buyers"), Kind.INTEGER, _days.c.buyers, has_total=True),
        QueryColumn("old_buyers", N_("Returning buyers"), Kind.INTEGER, _days.c.old_buyers),
        QueryColumn("orders", N_("Paid orders"), Kind.INTEGER, _days.c.orders, has_total=True),
        QueryColumn("pieces", N_("Pieces"), Kind.INTEGER, _days.c.pieces, has_total=True),
        QueryColumn("refunded", N_("Refunded"), Kind.MONEY, _days.c.refunded_minor, has_total=True),
        QueryColumn("search_spend", N_("Search ads"), Kind.MONEY, _days.c.search_spend_minor, has_total=True),
        QueryColumn("display_spend", N_("Display ads"), Kind.MONEY, _days.c.display_spend_minor, has_total=True),
        QueryColumn("sitewide_spend", N_("Site-wide ads"), Kind.MONEY, _days.c.sitewide_spend_minor, has_total=True),
        QueryColumn(
            "affiliate_spend",
            N_("Affiliate commission"),
            Kind.MONEY,
            _days.c.affiliate_spend_minor,
            has_total=True,
        ),
        QueryColumn("reviews", N_("Reviews"), Kind.INTEGER, _days.c.reviews, has_total=True),
        QueryColumn("good_reviews", N_("Good reviews"), Kind.INTEGER, _days.c.good_reviews, has_total=True),
        QueryColumn("bad_reviews", N_("Bad reviews"), Kind.INTEGER, _days.c.bad_reviews, has_total=True),
        QueryColumn(
            "conversion", N_("Conversion (ppm)"), Kind.INTEGER, _per(_days.c.buyers, _days.c.visitors, WHOLE_PPM)
        ),
        QueryColumn("visitor_value", N_("Value of a visitor"), Kind.MONEY, _per(_days.c.paid_minor, _days.c.visitors)),
        QueryColumn("spend", N_("Ad spend"), Kind.MONEY, _SPEND, has_total=True),
        QueryColumn("visitor_cost", N_("Cost of a visitor"), Kind.MONEY, _per(_SPEND, _days.c.visitors)),
        QueryColumn("item_score", N_("Item score"), Kind.INTEGER, _days.c.item_score),
        QueryColumn("service_score", N_("Service score"), Kind.INTEGER, _days.c.service_score),
        QueryColumn("delivery_score", N_("Delivery score"), Kind.INTEGER, _days.c.delivery_score),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _days.c.currency),
    ),
    views={"all": None},
    default_sort=(("day", True),),
    search=_search_days,
    currency=_days.c.currency,
    companions=frozenset({_channels}),
)

AD_DAYS = TableQuery(
    name="ad_days",
    entity=Entity.AD_DAY,
    base=_ads,
    joins=((_channels, _channels.c.id == _ads.c.channel_id),),
    columns=by_key(
        QueryColumn("day", N_("Day"), Kind.DATE, _ads.c.day),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
        QueryColumn("plan", N_("Plan"), Kind.TEXT, _ads.c.plan),
        QueryColumn("item_no", N_("Item no."), Kind.ID, _ads.c.item_no),
        QueryColumn("title", N_("Product"), Kind.TEXT, _ads.c.title),
        QueryColumn("spend", N_("Spend"), Kind.MONEY, _ads.c.spend_minor, has_total=True),
        QueryColumn("sales", N_("Sales"), Kind.MONEY, _ads.c.sales_minor, has_total=True),
        QueryColumn("impressions", N_("Impressions"), Kind.INTEGER, _ads.c.impressions, has_total=True),
        QueryColumn("clicks", N_("Clicks"), Kind.INTEGER, _ads.c.clicks, has_total=True),
        QueryColumn("orders", N_("Orders"), Kind.INTEGER, _ads.c.orders, has_total=True),
        QueryColumn(
            "click_rate", N_("Click rate (ppm)"), Kind.INTEGER, _per(_ads.c.clicks, _ads.c.impressions, WHOLE_PPM)
        ),
        QueryColumn("click_cost", N_("Cost of a click"), Kind.MONEY, _per(_ads.c.spend_minor, _ads.c.clicks)),
        QueryColumn(
            "return_percent", N_("Return (%)"), Kind.INTEGER, _per(_ads.c.sales_minor, _ads.c.spend_minor, 100)
        ),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _ads.c.currency),
    ),
    views={"all": None},
    default_sort=(("day", True),),
    search=_search_ads,
    currency=_ads.c.currency,
    companions=frozenset({_channels}),
)

ITEM_DAYS = TableQuery(
    name="item_days",
    entity=Entity.ITEM_DAY,
    base=_items,
    joins=((_channels, _channels.c.id == _items.c.channel_id),),
    columns=by_key(
        QueryColumn("day", N_("Day"), Kind.DATE, _items.c.day),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
        QueryColumn("item_no", N_("Item no."), Kind.ID, _items.c.item_no),
        QueryColumn("title", N_("Product"), Kind.TEXT, _items.c.title),
        QueryColumn("visitors", N_("Visitors"), Kind.INTEGER, _items.c.visitors, has_total=True),
        QueryColumn("views", N_("Page views"), Kind.INTEGER, _items.c.views, has_total=True),
        QueryColumn(
            "search_visitors", N_("Visitors from search"), Kind.INTEGER, _items.c.search_visitors, has_total=True
        ),
        QueryColumn("bounce", N_("Bounce rate (ppm)"), Kind.INTEGER, _items.c.bounce_ppm),
        QueryColumn("favourites", N_("Favourites"), Kind.INTEGER, _items.c.favourites, has_total=True),
        QueryColumn("carts", N_("Carts"), Kind.INTEGER, _items.c.carts, has_total=True),
        QueryColumn("buyers", N_("Paying buyers"), Kind.INTEGER, _items.c.buyers, has_total=True),
        QueryColumn(
            "conversion", N_("Conversion (ppm)"), Kind.INTEGER, _per(_items.c.buyers, _items.c.visitors, WHOLE_PPM)
        ),
        QueryColumn("pieces", N_("Pieces"), Kind.INTEGER, _items.c.pieces, has_total=True),
        QueryColumn("paid", N_("Paid amount"), Kind.MONEY, _items.c.paid_minor, has_total=True),
        QueryColumn(
            "visitor_value", N_("Value of a visitor"), Kind.MONEY, _per(_items.c.paid_minor, _items.c.visitors)
        ),
        QueryColumn("refunded", N_("Refunded"), Kind.MONEY, _items.c.refunded_minor, has_total=True),
        QueryColumn("bad_reviews", N_("Bad reviews"), Kind.INTEGER, _items.c.bad_reviews, has_total=True),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _items.c.currency),
    ),
    views={"all": None},
    default_sort=(("day", True),),
    search=_search_items,
    currency=_items.c.currency,
    companions=frozenset({_channels}),
)

ACTIONS = TableQuery(
    name="actions",
    entity=Entity.ACTION_NOTE,
    base=_actions,
    joins=((_channels, _channels.c.id == _actions.c.channel_id), (_skus, _skus.c.id == _actions.c.sku_id)),
    columns=by_key(
        QueryColumn("day", N_("Day"), Kind.DATE, _actions.c.day),
        QueryColumn("kind", N_("Kind"), Kind.CODE, _actions.c.kind),
        QueryColumn("what", N_("What was changed"), Kind.TEXT, _actions.c.what),
        QueryColumn("reason", N_("Why"), Kind.TEXT, _actions.c.reason),
        QueryColumn("expected_effect", N_("Expected effect"), Kind.TEXT, _actions.c.expected_effect),
        QueryColumn("figure", N_("Figure"), Kind.CODE, _actions.c.figure),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
        QueryColumn("code", N_("Product code"), Kind.ID, _skus.c.code),
    ),
    views={"all": None},
    default_sort=(("day", True),),
    search=_search_actions,
)
