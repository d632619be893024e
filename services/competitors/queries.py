"""Reads: competitors, their items beside ours, what was seen of them, and what she must be told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Connection, Text, and_, case, func, or_, select, type_coerce

from models.catalog import PriceChange, Sku
from models.competitors import Competitor, CompetitorDay, CompetitorItem
from models.dialects.prepared import Prepared
from models.entities import Entity
from models.enums.goods import PriceField
from models.values import WHOLE_PPM
from services import clock, settings
from services.catalog import pictures
from services.competitors.drafts import CompetitorDraft, CompetitorItemDraft
from services.errors import NotFound
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern
from services.messages import message

_shops = Competitor.table()
_items = CompetitorItem.table()
_days = CompetitorDay.table()
_skus = Sku.table()
_prices = PriceChange.table()


def _seen(column: Column[Any], *, back: int = 0, known: bool = False) -> ColumnElement[Any]:
    """What was seen of an item last, or `back` looks before that; of looks where the column is `known` only."""
    newer = _days.alias()
    statement = select(newer.c[column.key]).where(newer.c.item_id == _items.c.id)
    if known:
        statement = statement.where(newer.c[column.key].is_not(None))
    return statement.order_by(newer.c.day.desc()).limit(1).offset(back).scalar_subquery()


_PRICE: ColumnElement[int] = type_coerce(_seen(_days.c.price_minor, known=True), BigInteger)
_BEFORE: ColumnElement[int] = type_coerce(_seen(_days.c.price_minor, back=1, known=True), BigInteger)
_OURS = _skus.c.price_minor
_DEARER = type_coerce(case((_PRICE > 0, (_OURS - _PRICE) * WHOLE_PPM // _PRICE)), BigInteger)
_MOVED = type_coerce(case((_BEFORE > 0, (_PRICE - _BEFORE) * WHOLE_PPM // _BEFORE)), BigInteger)
_TELLS_DEARER = func.coalesce(and_(_items.c.dearer_ppm.is_not(None), _items.c.dearer_ppm < _DEARER), False)
_TELLS_MOVED = func.coalesce(and_(_items.c.change_ppm.is_not(None), func.abs(_MOVED) > _items.c.change_ppm), False)


def _like(columns: Sequence[ColumnElement[Any]], typed: str) -> ColumnElement[bool] | None:
    found = [or_(*(column.like(like_pattern(term.plain), escape="\\") for column in columns)) for term in terms(typed)]
    return and_(*found) if found else None


_TEXTS = (_items.c.title, _shops.c.name, _items.c.note, _skus.c.code)

COMPETITORS = TableQuery(
    name="competitors",
    entity=Entity.COMPETITOR_ITEM,
    base=_items,
    joins=((_shops, _shops.c.id == _items.c.competitor_id), (_skus, _skus.c.id == _items.c.sku_id)),
    columns=by_key(
        QueryColumn("shop", N_("Shop"), Kind.TEXT, _shops.c.name),
        QueryColumn("platform", N_("Platform"), Kind.CODE, _shops.c.platform),
        QueryColumn("title", N_("Item"), Kind.TEXT, _items.c.title),
        QueryColumn("code", N_("Own product"), Kind.ID, _skus.c.code),
        QueryColumn("price", N_("Their price"), Kind.MONEY, _PRICE),
        QueryColumn("ours", N_("Our price"), Kind.MONEY, _OURS),
        QueryColumn("dearer", N_("Ours is dearer (ppm)"), Kind.INTEGER, _DEARER),
        QueryColumn("moved", N_("Their change (ppm)"), Kind.INTEGER, _MOVED),
        QueryColumn("sales", N_("Sales"), Kind.INTEGER, type_coerce(_seen(_days.c.sales, known=True), BigInteger)),
        QueryColumn(
            "favourites", N_("Favourites"), Kind.INTEGER,
            type_coerce(_seen(_days.c.favourites, known=True), BigInteger),
        ),
        QueryColumn("campaign", N_("Their campaign"), Kind.TEXT, type_coerce(_seen(_days.c.campaign), Text)),
        QueryColumn("day", N_("Last seen"), Kind.DATE, type_coerce(_seen(_days.c.day), Text)),
        QueryColumn("is_dearer", N_("Ours is too dear"), Kind.FLAG, _TELLS_DEARER),
        QueryColumn("has_moved", N_("Their price moved"), Kind.FLAG, _TELLS_MOVED),
        QueryColumn("link", N_("Web link"), Kind.TEXT, _items.c.link),
        QueryColumn("note", N_("Note"), Kind.TEXT, _items.c.note),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _shops.c.currency),
    ),
    views={
        "all": None,
        "alerts": or_(_TELLS_DEARER, _TELLS_MOVED),
        "dearer": _TELLS_DEARER,
        "moved": _TELLS_MOVED,
        "unlinked": _items.c.sku_id.is_(None),
    },
    default_sort=(("shop", False), ("title", False)),
    search=lambda typed: _like(_TEXTS, typed),
    currency=_shops.c.currency,
    companions=frozenset({_shops}),
)  # fmt: skip
"""One row per watched item, with what was seen of it last beside our price."""

SEEN_DAYS = TableQuery(
    name="competitor_days",
    entity=Entity.COMPETITOR_DAY,
    base=_days,
    joins=(
        (_items, _items.c.id == _days.c.item_id),
        (_shops, _shops.c.id == _items.c.competitor_id),
        (_skus, _skus.c.id == _items.c.sku_id),
    ),
    columns=by_key(
        QueryColumn("day", N_("Day"), Kind.DATE, _days.c.day),
        QueryColumn("shop", N_("Shop"), Kind.TEXT, _shops.c.name),
        QueryColumn("platform", N_("Platform"), Kind.CODE, _shops.c.platform),
        QueryColumn("title", N_("Item"), Kind.TEXT, _items.c.title),
        QueryColumn("code", N_("Own product"), Kind.ID, _skus.c.code),
        QueryColumn("price", N_("Their price"), Kind.MONEY, _days.c.price_minor),
        QueryColumn("sales", N_("Sales"), Kind.INTEGER, _days.c.sales),
        QueryColumn("favourites", N_("Favourites"), Kind.INTEGER, _days.c.favourites),
        QueryColumn("campaign", N_("Their campaign"), Kind.TEXT, _days.c.campaign),
        QueryColumn("link", N_("Web link"), Kind.TEXT, _items.c.link),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _shops.c.currency),
    ),
    views={"all": None},
    default_sort=(("day", True),),
    search=lambda typed: _like((*_TEXTS[:2], _skus.c.code, _days.c.campaign, type_coerce(_days.c.day, Text)), typed),
    currency=_shops.c.currency,
    companions=frozenset({_items}),
)
"""One row per day an item was looked at."""


@dataclass(frozen=True, slots=True)
class CompetitorView:
    """A competitor's shop, and how many of its items are watched."""

    id: int
    version: int
    draft: CompetitorDraft
    currency: str
    items: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of an item on a day."""

    day: date
    price_minor: int | None
    sales: int | None
    favourites: int | None
    campaign: str | None


@dataclass(frozen=True, slots=True)
class CompetitorItemView:
    """A competitor's item whole: what was seen of it, oldest first, and the steps of our price beside it.

    `ours` are (day, minor units of the shop's currency `home`), the first of them from before everything seen. The
    picture is a small file to be shown. Shares are parts per million.
    """

    id: int
    version: int
    draft: CompetitorItemDraft
    shop: CompetitorView
    picture: str | None
    home: str
    seen: tuple[Seen, ...]
    ours: tuple[tuple[date, int], ...]
    dearer_ppm: int | None
    moved_ppm: int | None
    is_dearer: bool
    has_moved: bool

    @property
    def price_minor(self) -> int | None:
        """Their price when it was last seen."""
        return next((one.price_minor for one in reversed(self.seen) if one.price_minor is not None), None)

    @property
    def our_price_minor(self) -> int | None:
        """Our price now."""
        return self.ours[-1][1] if self.ours else None


@dataclass(frozen=True, slots=True)
class Alerts:
    """How many watched items are cheaper than ours by more than she allows, and how many prices moved."""

    dearer: int
    moved: int
    either: int


_ALERTS = Prepared(
    select(
        func.count().filter(_TELLS_DEARER),
        func.count().filter(_TELLS_MOVED),
        func.count().filter(or_(_TELLS_DEARER, _TELLS_MOVED)),
    ).select_from(_items.outerjoin(_skus, _skus.c.id == _items.c.sku_id))
)


def alerts(connection: Connection) -> Alerts:
    """What she must be told of now."""
    return Alerts(*_ALERTS.rows(connection)[0])


def competitors(connection: Connection) -> tuple[CompetitorView, ...]:
    """All watched shops by name."""
    counted = select(func.count()).where(_items.c.competitor_id == _shops.c.id).scalar_subquery().label("items")
    rows = connection.execute(select(_shops, counted).order_by(_shops.c.name_key, _shops.c.id)).mappings()
    return tuple(_shop_of(row) for row in rows)


def item_view(connection: Connection, item_id: int) -> CompetitorItemView:
    """One item of a competitor."""
    tells = (_DEARER.label("dearer"), _MOVED.label("moved"), _TELLS_DEARER.label("is_dearer"),
             _TELLS_MOVED.label("has_moved"), _skus.c.code)  # fmt: skip
    source = _items.outerjoin(_skus, _skus.c.id == _items.c.sku_id)
    row = (
        connection.execute(select(_items, *tells).select_from(source).where(_items.c.id == item_id)).mappings().first()
    )
    if row is None:
        raise NotFound(what=message(N_("item of a competitor")), which=str(item_id))
    names = ("competitor_id", "title", "link", "code", "dearer_ppm", "change_ppm", "note")
    shop = next(one for one in competitors(connection) if one.id == row["competitor_id"])
    seen = _seen_of(connection, item_id)
    ours = _our_prices(connection, row["sku_id"], seen[0].day if seen else None) if row["sku_id"] is not None else ()
    picture = _picture_of(connection, row["sha256"], row["suffix"]) if row["sha256"] is not None else None
    return CompetitorItemView(
        row["id"], row["version"], CompetitorItemDraft(**{name: row[name] for name in names}), shop, picture,
        settings.read(connection, settings.CURRENCY), seen, ours, row["dearer"], row["moved"],
        bool(row["is_dearer"]), bool(row["has_moved"]),
    )  # fmt: skip


def _picture_of(connection: Connection, sha256: str, suffix: str) -> str | None:
    small = pictures.thumbnail(pictures.folder_for(connection), sha256, suffix)
    return str(small) if small is not None else None


def _shop_of(row: Any) -> CompetitorView:
    draft = CompetitorDraft(**{name: row[name] for name in CompetitorDraft.__slots__})
    return CompetitorView(row["id"], row["version"], draft, row["currency"], row["items"])


def _seen_of(connection: Connection, item_id: int) -> tuple[Seen, ...]:
    names = ("day", "price_minor", "sales", "favourites", "campaign")
    statement = select(*(_days.c[name] for name in names)).where(_days.c.item_id == item_id)
    return tuple(Seen(*row) for row in connection.execute(statement.order_by(_days.c.day)))


def _our_prices(connection: Connection, sku_id: int, since: date | None) -> tuple[tuple[date, int], ...]:
    """Our price at the end of every day it changed on, from the one in force at `since` on; today's at the end.

    Before the first price that is known it counts as the first one.
    """
    zone = settings.read(connection, settings.ZONE)
    today = clock.business_day(clock.now(), zone)
    now = connection.execute(select(_skus.c.price_minor).where(_skus.c.id == sku_id)).scalar()
    c = _prices.c
    changes = connection.execute(
        select(c.at, c.old_minor, c.new_minor)
        .where(c.sku_id == sku_id, c.field == PriceField.PRICE)
        .order_by(c.at, c.id)
    ).all()
    begin = since or today
    steps: dict[date, int | None] = {}
    before = (changes[0].old_minor or changes[0].new_minor) if changes else now
    for change in changes:
        day = clock.business_day(change.at, zone)
        if day <= begin:
            before = change.new_minor
        else:
            steps[day] = change.new_minor
    found = {begin: before, **steps, today: now}
    return tuple((day, price) for day, price in sorted(found.items()) if price is not None)
