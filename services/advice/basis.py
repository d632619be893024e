"""What all advice is worked out from: the products, what a piece costs, and what selling costs now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models.catalog import Product, Sku
from models.channels import Channel
from models.rollups import SalesDay
from models.values import WHOLE_PPM
from services.catalog.margin import Costs, margin_at
from services.channels.terms import terms_on
from services.kernel.table_query import stored_rows
from services.rollups.asked import Asked, ask
from services.rollups.sums import unit_costs

MONTH = 30
_skus = Sku.table()
_products = Product.table()
_sales = SalesDay.table()
_channels = Channel.table()


@dataclass(frozen=True, slots=True)
class Goods:
    """One SKU: amounts in minor units of the shop's currency; `cost_minor` of one piece, rounded half up."""

    sku_id: int
    code: str
    name: str
    price_minor: int | None
    min_price_minor: int | None
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class Basis:
    """The last 30 days as charts ask for them, every SKU that is not archived, and what selling costs.

    `selling` has the shares and amounts of the channel that sells most; all 0 where its terms are unknown
    (`knows_fees`).
    """

    asked: Asked
    goods: dict[int, Goods]
    selling: Costs
    knows_fees: bool

    @property
    def is_home(self) -> bool:
        """Whether sales are in the currency costs are kept in; without it no margin can be told."""
        return self.asked.currency == self.asked.home

    def costs_of(self, one: Goods) -> Costs | None:
        """What selling a piece costs; None where nobody knows what it cost to buy."""
        return None if one.cost_minor is None else replace(self.selling, cost_minor=one.cost_minor)

    def margin_ppm(self, one: Goods, price_minor: int) -> int | None:
        """What is left of a price, as a share of it; None where the cost is unknown."""
        costs = self.costs_of(one)
        return None if costs is None else margin_at(price_minor, costs).margin_ppm


def read_basis(connection: Connection) -> Basis:
    """The basis as of now."""
    asked = ask(connection, days=MONTH)
    selling = _selling(connection, asked.today, asked.home)
    return Basis(asked, _goods(connection), selling or Costs(), selling is not None)


def _goods(connection: Connection) -> dict[int, Goods]:
    columns = select(_skus.c.id, _skus.c.code, _products.c.title, _skus.c.variant, _skus.c.price_minor,
                     _skus.c.min_price_minor)  # fmt: skip
    joined = columns.join_from(_skus, _products, _products.c.id == _skus.c.product_id)
    rows = stored_rows(connection, joined.where(_skus.c.is_archived.is_(False)))
    costs = unit_costs(connection, {row[0] for row in rows})
    return {
        sku_id: Goods(
            sku_id, code, f"{title} · {variant}" if variant else title, price, least,
            costs[sku_id].of(1) if sku_id in costs else None,
        )
        for sku_id, code, title, variant, price, least in rows
    }  # fmt: skip


def _selling(connection: Connection, today: date, home: str) -> Costs | None:
    """The terms in force of the channel that sold most in the last 90 days in the shop's own currency."""
    since = today - timedelta(days=90)
    paid = func.sum(_sales.c.paid_minor)
    ranked = select(_sales.c.channel_id).where(_sales.c.day >= since, _sales.c.currency == home)
    main = connection.execute(ranked.group_by(_sales.c.channel_id).order_by(paid.desc()).limit(1)).scalar()
    if main is None:
        main = connection.execute(select(_channels.c.id).where(_channels.c.currency == home).limit(1)).scalar()
    terms = terms_on(connection, main, today) if main is not None else None
    if terms is None or (terms.fee_ppm or 0) + (terms.commission_ppm or 0) + (terms.ads_ppm or 0) >= WHOLE_PPM:
        return None
    return Costs(
        0, terms.freight_minor or 0, terms.packing_minor or 0, terms.fee_ppm or 0, terms.commission_ppm or 0,
        terms.ads_ppm or 0,
    )  # fmt: skip
