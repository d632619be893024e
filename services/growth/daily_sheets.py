"""Writes: daily figures of shops and of their ads that the owner types, where no sheet was imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from models.channels import Channel
from models.growth import AdDay, ShopDay
from services import formatting, text
from services.errors import Invalid
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.written_numbers import parse_number

MOST_DAYS = 92
DAY_COUNTS = (
    "visitors", "views", "item_visitors", "new_visitors", "old_visitors", "favourites", "carts", "ordered_buyers",
    "buyers", "old_buyers", "orders", "pieces", "reviews", "good_reviews", "bad_reviews",
)  # fmt: skip
DAY_AMOUNTS = ("ordered", "paid", "refunded", "search_spend", "display_spend", "sitewide_spend", "affiliate_spend")
DAY_SCORES = ("item_score", "service_score", "delivery_score")
AD_COUNTS = ("impressions", "clicks", "orders")
AD_AMOUNTS = ("spend", "sales")
_HIGHEST_SCORE = 500
HIGHEST = 10**15


@dataclass(frozen=True, slots=True)
class AdDraft:
    """What an advertising plan spent on a day; amounts are minor units of the channel's currency, None unknown."""

    channel_id: int
    day: date
    plan: str = ""
    item_no: str = ""
    title: str | None = None
    spend_minor: int | None = None
    sales_minor: int | None = None
    impressions: int | None = None
    clicks: int | None = None
    orders: int | None = None


@command(
    "growth.add_days", NN_("Begin {count} day of figures of {channel}", "Begin {count} days of figures of {channel}")
)
def add_days(uow: UnitOfWork, channel_id: int, first: date, last: date) -> list[int]:
    """Empty sheets for the days of a channel that have none yet, to be filled in. Returns their ids."""
    channel = uow.get(Channel, channel_id)
    if not 0 <= (last - first).days < MOST_DAYS:
        reason = message(N_("choose 1 to {count} days"), count=MOST_DAYS)
        raise Invalid(field=message(N_("Last day")), value=last.isoformat(), reason=reason)
    of_span = select(ShopDay).where(ShopDay.channel_id == channel_id, ShopDay.day.between(first, last))
    known = {row.day for row in uow.all(of_span)}
    wanted = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    rows = [ShopDay(channel_id=channel_id, day=day, currency=channel.currency) for day in wanted if day not in known]
    uow.add_all(rows)
    uow.describe(count=len(rows), channel=channel.name)
    return [row.id for row in rows]


@command("growth.set_day", N_("Figures of {day}"))
def set_day_figures(uow: UnitOfWork, day_id: int, figures: Mapping[str, int | None]) -> None:
    """Write figures of a day by the keys of `DAY_COUNTS`, `DAY_AMOUNTS` (minor units) and `DAY_SCORES` (hundredths).

    None makes a figure unknown again.
    """
    row = uow.get(ShopDay, day_id)
    _set_day(row, figures)
    uow.describe(day=row.day.isoformat())


@command("growth.type_day", N_("Figures of {day}"))
def type_day_figure(uow: UnitOfWork, day_id: int, key: str, typed: str) -> None:
    """Write one figure of a day as it was typed: amounts in the day's currency, scores as 4.86, nothing for unknown."""
    row = uow.get(ShopDay, day_id)
    value = read_figure(typed, row.currency if key in DAY_AMOUNTS else None, digits=2 if key in DAY_SCORES else 0)
    _set_day(row, {key: value})
    uow.describe(day=row.day.isoformat())


@command("growth.delete_days", NN_("Delete {count} day of figures", "Delete {count} days of figures"))
def delete_days(uow: UnitOfWork, day_ids: Sequence[int]) -> None:
    """Remove daily sheets with all that is in them."""
    for row in uow.get_many(ShopDay, day_ids):
        uow.delete(row)
    uow.describe(count=len(day_ids))


@command("growth.add_ad", N_("Ad figures of {day}"))
def add_ad(uow: UnitOfWork, draft: AdDraft) -> int:
    """One plan's figures of a day; a sheet imported later finds them again. Returns the row's id."""
    channel = uow.get(Channel, draft.channel_id)
    plan, item_no = draft.plan.strip(), draft.item_no.strip()
    key = "|".join([draft.day.isoformat(), *(part for part in (plan, item_no) if part)])
    same = select(AdDay).where(AdDay.channel_id == draft.channel_id, AdDay.natural_key == key)
    if uow.all(same):
        reason = message(N_("this plan and item already have figures of the day"))
        raise Invalid(field=message(N_("Day")), value=draft.day.isoformat(), reason=reason)
    figures = (draft.spend_minor, draft.sales_minor, draft.impressions, draft.clicks, draft.orders)
    for value in figures:
        require_possible(value, HIGHEST)
    row = AdDay(
        channel_id=channel.id, natural_key=key, day=draft.day, plan=plan, item_no=item_no,
        title=text.clean(draft.title), currency=channel.currency, spend_minor=draft.spend_minor,
        sales_minor=draft.sales_minor, impressions=draft.impressions, clicks=draft.clicks, orders=draft.orders,
    )  # fmt: skip
    uow.add(row)
    uow.flush()
    uow.describe(day=draft.day.isoformat())
    return row.id


@command("growth.type_ad", N_("Ad figures of {day}"))
def type_ad_figure(uow: UnitOfWork, ad_id: int, key: str, typed: str) -> None:
    """Write one figure of a plan's day as it was typed: amounts in the row's currency, nothing for unknown."""
    row = uow.get(AdDay, ad_id)
    _set_ad(row, {key: read_figure(typed, row.currency if key in AD_AMOUNTS else None)})
    uow.describe(day=row.day.isoformat())


@command("growth.delete_ads", NN_("Delete {count} row of ad figures", "Delete {count} rows of ad figures"))
def delete_ads(uow: UnitOfWork, ad_ids: Sequence[int]) -> None:
    """Remove rows of ad figures."""
    for row in uow.get_many(AdDay, ad_ids):
        uow.delete(row)
    uow.describe(count=len(ad_ids))


def _set_day(row: ShopDay, figures: Mapping[str, int | None]) -> None:
    for key, value in figures.items():
        if key not in (*DAY_COUNTS, *DAY_AMOUNTS, *DAY_SCORES):
            raise Invalid(field=message(N_("Figure")), value=key, reason=message(N_("there is no such figure")))
        require_possible(value, _HIGHEST_SCORE if key in DAY_SCORES else HIGHEST)
        setattr(row, f"{key}_minor" if key in DAY_AMOUNTS else key, value)


def _set_ad(row: AdDay, figures: Mapping[str, int | None]) -> None:
    for key, value in figures.items():
        if key not in (*AD_COUNTS, *AD_AMOUNTS):
            raise Invalid(field=message(N_("Figure")), value=key, reason=message(N_("there is no such figure")))
        require_possible(value, HIGHEST)
        setattr(row, f"{key}_minor" if key in AD_AMOUNTS else key, value)


def read_figure(typed: str, currency: str | None, *, digits: int = 0) -> int | None:
    """A figure as it was typed; None for nothing, `Invalid` for what is no number.

    Minor units of the currency it is of; where it is no money, a number in units of its last decimal.
    """
    if not typed.strip():
        return None
    value = formatting.parse_amount(typed, currency) if currency else parse_number(typed, digits)
    if value is None:
        raise Invalid(field=message(N_("Figure")), value=typed.strip(), reason=message(N_("it is not a number")))
    return value


def require_possible(value: int | None, highest: int) -> None:
    """`Invalid` where a figure is below zero or above the highest there can be."""
    if value is not None and not 0 <= value <= highest:
        reason = message(N_("it is too high")) if value > 0 else message(N_("it must not be below zero"))
        raise Invalid(field=message(N_("Figure")), value=str(value), reason=reason)
