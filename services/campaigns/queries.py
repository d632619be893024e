"""Reads: the list of campaigns, and one of them whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Text, and_, case, func, literal, or_, select, type_coerce

from models.campaigns import Campaign, CampaignChannel, CampaignItem
from models.catalog import Product, Sku
from models.channels import Channel
from models.entities import Entity
from models.stock_ledger import SkuStock
from services import settings
from services.business_day import shop_today
from services.campaigns.drafts import CampaignDraft, Stage, stage_of
from services.errors import NotFound
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern
from services.messages import message
from services.stock.setting_aside import taken_of

_campaigns = Campaign.table()
_places = CampaignChannel.table()
_items = CampaignItem.table()
_channels = Channel.table()
_skus = Sku.table()
_products = Product.table()
_stock = SkuStock.table()

_CHANNELS = (
    select(func.group_concat(_channels.c.name, ", "))
    .join_from(_places, _channels, _channels.c.id == _places.c.channel_id)
    .where(_places.c.campaign_id == _campaigns.c.id)
    .scalar_subquery()
)
_COUNT = select(func.count()).where(_items.c.campaign_id == _campaigns.c.id).scalar_subquery()
_KEPT = (
    select(func.coalesce(func.sum(_items.c.set_aside), 0))
    .where(_items.c.campaign_id == _campaigns.c.id, _campaigns.c.is_released.is_(False),
           _campaigns.c.is_cancelled.is_(False))
    .scalar_subquery()
)  # fmt: skip


def campaign_list(today: date) -> TableQuery:
    """One row per campaign, with the stage it has on this day."""
    c = _campaigns.c
    stage = _stage(today)
    columns = (
        QueryColumn("name", N_("Campaign"), Kind.TEXT, c.name),
        QueryColumn("kind", N_("Kind"), Kind.CODE, c.kind),
        QueryColumn("stage", N_("State"), Kind.CODE, stage),
        QueryColumn("channels", N_("Channels"), Kind.TEXT, type_coerce(_CHANNELS, Text)),
        QueryColumn("preheat_on", N_("Preheat from"), Kind.DATE, c.preheat_on),
        QueryColumn("first_on", N_("First day"), Kind.DATE, c.first_on),
        QueryColumn("last_on", N_("Last day"), Kind.DATE, c.last_on),
        QueryColumn("items", N_("Products"), Kind.INTEGER, type_coerce(_COUNT, BigInteger)),
        QueryColumn("set_aside", N_("Set aside"), Kind.INTEGER, type_coerce(_KEPT, BigInteger), has_total=True),
        QueryColumn("budget", N_("Budget"), Kind.MONEY, c.budget_minor, has_total=True),
        QueryColumn("target", N_("Target"), Kind.MONEY, c.target_minor, has_total=True),
        QueryColumn("note", N_("Note"), Kind.TEXT, c.note),
        QueryColumn("review", N_("Review"), Kind.TEXT, c.review),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, c.currency),
    )
    return TableQuery(
        name="campaigns",
        entity=Entity.CAMPAIGN,
        base=_campaigns,
        joins=(),
        columns=by_key(*columns),
        views={
            "all": None,
            "ahead": stage.in_([Stage.PLANNED, Stage.PREHEAT]),
            "running": stage == Stage.RUNNING,
            "to_review": stage == Stage.ENDED,
            "reviewed": stage == Stage.REVIEWED,
            "cancelled": stage == Stage.CANCELLED,
        },
        default_sort=(("first_on", True),),
        search=_search,
        currency=c.currency,
    )


def campaign_counts(connection: Connection) -> dict[str, int]:
    """How many campaigns each view of the list has today."""
    return campaign_list(shop_today(connection)).view_counts(connection)


def _stage(today: date) -> ColumnElement[str]:
    c = _campaigns.c
    return type_coerce(
        case(
            (c.is_cancelled.is_(True), literal(str(Stage.CANCELLED))),
            (and_(c.last_on < today, c.review.is_not(None)), literal(str(Stage.REVIEWED))),
            (c.last_on < today, literal(str(Stage.ENDED))),
            (c.first_on <= today, literal(str(Stage.RUNNING))),
            (c.preheat_on <= today, literal(str(Stage.PREHEAT))),
            else_=literal(str(Stage.PLANNED)),
        ),
        Text,
    )


def _search(typed: str) -> ColumnElement[bool] | None:
    columns = (_campaigns.c.name, _campaigns.c.note, _campaigns.c.review, _CHANNELS)
    found = [or_(*(column.like(like_pattern(term.plain), escape="\\") for column in columns)) for term in terms(typed)]
    return and_(*found) if found else None


@dataclass(frozen=True, slots=True)
class CampaignItemView:
    """A SKU in a campaign. `taken` of what is set aside its own orders took; prices in the shop's currency.

    `price_minor` is the activity price, `usual_minor` the product's own; `available` is None where it is not counted.
    """

    sku_id: int
    code: str
    title: str
    variant: str | None
    price_minor: int | None
    usual_minor: int | None
    min_price_minor: int | None
    cost_minor: int | None
    set_aside: int
    taken: int
    available: int | None

    @property
    def left(self) -> int:
        """Pieces that are still kept."""
        return max(self.set_aside - self.taken, 0)

    @property
    def is_below_cost(self) -> bool:
        """Whether the activity price does not pay for the goods."""
        return self.price_minor is not None and self.cost_minor is not None and self.price_minor < self.cost_minor

    @property
    def is_below_least(self) -> bool:
        """Whether the activity price is below the lowest one the product may have."""
        return (
            self.price_minor is not None
            and self.min_price_minor is not None
            and self.price_minor < self.min_price_minor
        )


@dataclass(frozen=True, slots=True)
class CampaignView:
    """One campaign whole. Its amounts are in `currency`, those of its items in the shop's (`home`)."""

    id: int
    version: int
    draft: CampaignDraft
    channels: tuple[str, ...]
    currency: str
    home: str
    review: str | None
    is_cancelled: bool
    is_released: bool
    today: date
    items: tuple[CampaignItemView, ...]

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        return stage_of(self.draft, self.today, is_cancelled=self.is_cancelled, is_reviewed=self.review is not None)

    @property
    def keeps_stock(self) -> bool:
        """Whether pieces are kept for it now."""
        return not self.is_cancelled and not self.is_released and any(one.left for one in self.items)


def campaign_view(connection: Connection, campaign_id: int) -> CampaignView:
    """A campaign with its channels and items."""
    row = connection.execute(select(_campaigns).where(_campaigns.c.id == campaign_id)).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("campaign")), which=str(campaign_id))
    places = select(_channels.c.id, _channels.c.name).join_from(
        _places, _channels, _channels.c.id == _places.c.channel_id
    )
    channels = connection.execute(places.where(_places.c.campaign_id == campaign_id).order_by(_channels.c.id)).all()
    names = ("name", "kind", "first_on", "last_on", "preheat_on", "budget_minor", "target_minor", "note")
    draft = CampaignDraft(**{name: row[name] for name in names}, channel_ids=tuple(one.id for one in channels))
    return CampaignView(
        row["id"], row["version"], draft, tuple(one.name for one in channels), row["currency"],
        settings.read(connection, settings.CURRENCY), row["review"], row["is_cancelled"], row["is_released"],
        shop_today(connection), _items_of(connection, campaign_id),
    )  # fmt: skip


def ended_with_stock(connection: Connection) -> int:
    """How many campaigns are over and still keep pieces aside."""
    c = _campaigns.c
    with_stock = select(_items.c.campaign_id).where(_items.c.set_aside > 0)
    is_over = and_(c.last_on < shop_today(connection), c.is_released.is_(False), c.is_cancelled.is_(False))
    return int(connection.execute(select(func.count()).where(is_over, c.id.in_(with_stock))).scalar_one())


def _items_of(connection: Connection, campaign_id: int) -> tuple[CampaignItemView, ...]:
    statement = (
        item_columns()
        .add_columns(_items.c.price_minor.label("activity"), _items.c.set_aside.label("kept"))
        .join(_items, _items.c.sku_id == _skus.c.id)
        .where(_items.c.campaign_id == campaign_id)
        .order_by(_skus.c.code_key)
    )
    return tuple(
        item_of(row, row.activity, row.kept,
                taken_of(connection, row.id, campaign_id) if row.kept else 0)
        for row in connection.execute(statement)
    )  # fmt: skip


def item_columns() -> Any:
    """The statement of what a campaign shows of SKUs."""
    known = _stock.c.on_hand + _stock.c.defective - _stock.c.unknown
    cost = case((known > 0, (2 * _stock.c.value_minor + known) // (2 * known)), else_=_skus.c.cost_minor)
    return (
        select(_skus.c.id, _skus.c.code, _products.c.title, _skus.c.variant, _skus.c.price_minor,
               _skus.c.min_price_minor, type_coerce(cost, BigInteger).label("cost"), _stock.c.available)
        .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
        .outerjoin(_stock, _stock.c.sku_id == _skus.c.id)
    )  # fmt: skip


def item_of(row: Any, price: int | None, kept: int, taken: int) -> CampaignItemView:
    """A row of `item_columns` as an item with this price and these pieces."""
    return CampaignItemView(
        row.id, row.code, row.title, row.variant, price, row.price_minor, row.min_price_minor, row.cost, kept, taken,
        row.available,
    )  # fmt: skip
