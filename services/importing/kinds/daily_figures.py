"""Daily figures: what a shop's data page, its items and its ads say about each day."""

from __future__ import annotations

from typing import Any

from models.entities import Entity
from services.i18n import N_
from services.importing.kinds.part import Place
from services.importing.kinds.rows import Record, RowsPart, RowTarget
from services.importing.wording import Wording

_SHOP_COUNTS = (
    "visitors", "new_visitors", "old_visitors", "item_visitors", "views", "stay_seconds", "favourites", "carts",
    "ordered_buyers", "buyers", "old_buyers", "orders", "pieces", "reviews", "good_reviews", "bad_reviews",
    "item_score", "service_score", "delivery_score",
)  # fmt: skip
_SHOP_AMOUNTS = (
    "ordered", "paid", "old_buyers_paid", "refunded", "search_spend", "display_spend", "sitewide_spend",
    "affiliate_spend",
)  # fmt: skip
_SHOP_LABELS = {
    "day": N_("Day"),
    "visitors": N_("Visitors"),
    "new_visitors": N_("New visitors"),
    "old_visitors": N_("Returning visitors"),
    "item_visitors": N_("Item visitors"),
    "views": N_("Page views"),
    "stay_seconds": N_("Stay (s)"),
    "bounce": N_("Bounce rate"),
    "bounce_ppm": N_("Bounce rate"),
    "favourites": N_("Favourites"),
    "carts": N_("Carts"),
    "ordered_minor": N_("Ordered amount"),
    "ordered_buyers": N_("Ordering buyers"),
    "paid_minor": N_("Paid amount"),
    "buyers": N_("Paying buyers"),
    "old_buyers": N_("Returning buyers"),
    "old_buyers_paid_minor": N_("Returning buyers' amount"),
    "orders": N_("Paid orders"),
    "pieces": N_("Pieces"),
    "search_spend_minor": N_("Search ads"),
    "display_spend_minor": N_("Display ads"),
    "sitewide_spend_minor": N_("Site-wide ads"),
    "affiliate_spend_minor": N_("Affiliate commission"),
    "reviews": N_("Reviews"),
    "good_reviews": N_("Good reviews"),
    "bad_reviews": N_("Bad reviews"),
    "item_score": N_("Item score"),
    "service_score": N_("Service score"),
    "delivery_score": N_("Delivery score"),
    "extra": N_("Other columns"),
}


class _DailyPart(RowsPart):
    """Rows of one day of one channel each."""

    def place(self, record: Record) -> Place | None:
        """The channel the row names, else the file's."""
        return self.planning.channels.of(record.plan.file, record.data.get("channel_name"), record.data.get("currency"))


class ShopDaysPart(_DailyPart):
    """The days of shops an import touches."""

    entity = Entity.SHOP_DAY
    key_column = "day"
    summary = ("visitors", "views", "paid_minor")
    wording = Wording(_SHOP_LABELS)

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:
        """The figures of a day; those the file leaves empty stay unknown."""
        data = record.data
        return {
            **{name: data.get(name) for name in _SHOP_COUNTS},
            **{f"{name}_minor": data.get(name) for name in _SHOP_AMOUNTS},
            "bounce_ppm": data.get("bounce"),
            "currency": data.get("currency") or _currency(record, place),
            "extra": data.get("extra"),
        }


class AdDaysPart(_DailyPart):
    """The days of ads an import touches: one row for each plan and item."""

    entity = Entity.AD_DAY
    key_column = "natural_key"
    summary = ("plan", "spend_minor", "sales_minor")
    wording = Wording(
        {
            "day": N_("Day"),
            "plan": N_("Plan"),
            "item_no": N_("Item no."),
            "spend_minor": N_("Spend"),
            "sales_minor": N_("Sales"),
            "impressions": N_("Impressions"),
            "clicks": N_("Clicks"),
            "orders": N_("Orders"),
            "extra": N_("Other columns"),
        }
    )

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:
        """The figures of one plan and item on one day."""
        data = record.data
        return {
            "day": data["day"],
            "plan": data.get("plan") or "",
            "item_no": data.get("item_no") or "",
            "title": data.get("title"),
            "currency": data.get("currency") or _currency(record, place),
            "spend_minor": data.get("spend"),
            "sales_minor": data.get("sales"),
            "impressions": data.get("impressions"),
            "clicks": data.get("clicks"),
            "orders": data.get("orders"),
            "extra": data.get("extra"),
        }

    def title(self, target: RowTarget) -> str:
        """The day, and the item where the sheet divides by items."""
        named = target.values.get("title") or target.values.get("item_no")
        return f"{target.values['day']} · {named}" if named else str(target.values["day"])


_ITEM_COUNTS = ("visitors", "views", "search_visitors", "favourites", "carts", "buyers", "pieces", "bad_reviews")


class ItemDaysPart(_DailyPart):
    """The days of listed items an import touches."""

    entity = Entity.ITEM_DAY
    key_column = "natural_key"
    summary = ("item_no", "visitors", "paid_minor")
    wording = Wording(
        {
            "day": N_("Day"),
            "item_no": N_("Item no."),
            "visitors": N_("Visitors"),
            "views": N_("Page views"),
            "search_visitors": N_("Visitors from search"),
            "bounce": N_("Bounce rate"),
            "bounce_ppm": N_("Bounce rate"),
            "favourites": N_("Favourites"),
            "carts": N_("Carts"),
            "buyers": N_("Paying buyers"),
            "pieces": N_("Pieces"),
            "paid_minor": N_("Paid amount"),
            "refunded_minor": N_("Refunded"),
            "bad_reviews": N_("Bad reviews"),
            "extra": N_("Other columns"),
        }
    )

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:
        """The figures of one item on one day; those the file leaves empty stay unknown."""
        data = record.data
        return {
            **{name: data.get(name) for name in _ITEM_COUNTS},
            "day": data["day"],
            "item_no": data["item_no"],
            "title": data.get("title"),
            "currency": data.get("currency") or _currency(record, place),
            "bounce_ppm": data.get("bounce"),
            "paid_minor": data.get("paid"),
            "refunded_minor": data.get("refunded"),
            "extra": data.get("extra"),
        }

    def title(self, target: RowTarget) -> str:
        """The day and the item."""
        return f"{target.values['day']} · {target.values.get('title') or target.values['item_no']}"


def _currency(record: Record, place: Place | None) -> str:
    return place.currency if place is not None else record.plan.file.currency
