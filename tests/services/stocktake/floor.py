"""A shop with goods, a clock that is turned by hand, and short ways to sell and to count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.orders import commands as orders
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.shop import Shop
from services.stock.commands import OpeningDraft, receive, set_opening
from services.stocktake import commands, queries
from services.stocktake.commands import Count, ScanResult
from services.stocktake.listing import rows_of
from services.stocktake.queries import StocktakeView
from services.stocktake.scope import Scope
from services.types import OrderStatus, Platform, StocktakeScope

EVERYTHING = Scope(StocktakeScope.ALL)


class Floor:
    """The shop floor at a moment of a working day. `skus` are ids by code."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        clock.set_source(lambda: self.now)
        self.channel = shop.run(add_channel, "Stall", Platform.OTHER).value
        self.skus: dict[str, int] = {}

    def later(self, minutes: int = 1) -> datetime:
        """Let time go by."""
        self.now += timedelta(minutes=minutes)
        return self.now

    def goods(self, code: str, pieces: int | None = None, value: int | None = None, **fields: object) -> int:
        """A product, with an opening stock where `pieces` are given."""
        sku_id = self.shop.run(add_sku, SkuDraft(code, f"Cup {code}", **fields)).value  # type: ignore[arg-type]
        self.skus[code] = sku_id
        if pieces is not None:
            self.shop.run(set_opening, [OpeningDraft(sku_id, pieces, value)])
        self.later()
        return int(sku_id)

    def sell(self, code: str, pieces: int = 1) -> int:
        """An order that is shipped now."""
        draft = OrderDraft(self.channel, (LineDraft(f"Cup {code}", pieces, code=code, price_minor=2000),))
        order_id = self.shop.run(entering.add, draft).value
        self.shop.run(orders.set_status, [order_id], OrderStatus.SHIPPED)
        return int(order_id)

    def receive(self, code: str, pieces: int, at: datetime | None = None, value: int | None = None) -> None:
        """Goods arrive, now or as it turns out before."""
        self.shop.run(receive, self.skus[code], pieces, value_minor=value, at=at)

    def start(self, scope: Scope = EVERYTHING, *, blind: bool = False) -> int:
        """Begin a stocktake."""
        return int(self.shop.run(commands.start, scope, blind=blind).value)

    def count(self, stocktake_id: int, code: str, pieces: int) -> None:
        """Write down how many there are now."""
        self.shop.run(commands.count, stocktake_id, [Count(self.line(stocktake_id, code), pieces)])

    def scan(self, stocktake_id: int, typed: str) -> ScanResult:
        """Scan something."""
        result: ScanResult = self.shop.run(commands.scan, stocktake_id, typed).value
        return result

    def line(self, stocktake_id: int, code: str) -> int:
        """The line of a product."""
        return next(int(str(row["id"])) for row in self.rows(stocktake_id).values() if row["code"] == code)

    def rows(self, stocktake_id: int) -> dict[str, dict[str, object]]:
        """The lines of a stocktake by code."""
        keys = ("code", "state", "quantity", "expected", "difference", "value", "moved", "is_extra")
        return {row["code"]: row for row in self.shop.ask(rows_of, stocktake_id, keys)}

    def view(self, stocktake_id: int) -> StocktakeView:
        """The stocktake with its figures."""
        return self.shop.ask(queries.stocktake, stocktake_id)

    def on_hand(self, code: str) -> int:
        """Good pieces as the books have them now."""
        from services.stock.levels import good_on_hand

        return self.shop.ask(good_on_hand, [self.skus[code]]).get(self.skus[code], 0)
