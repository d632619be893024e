"""Writes: daily figures of listed items that the owner types, where no sheet was imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.channels import Channel
from models.growth import ItemDay
from services import text
from services.errors import Invalid
from services.growth.daily_sheets import HIGHEST, read_figure, require_possible
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

ITEM_COUNTS = ("visitors", "views", "search_visitors", "favourites", "carts", "buyers", "pieces", "bad_reviews")
ITEM_AMOUNTS = ("paid", "refunded")


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """What is known of a listed item on a day; `figures` by the keys of `ITEM_COUNTS` and `ITEM_AMOUNTS`."""

    channel_id: int
    day: date
    item_no: str
    title: str | None = None
    figures: Mapping[str, int | None] | None = None


@command("growth.add_item_day", N_("Item figures of {day}"))
def add_item_day(uow: UnitOfWork, draft: ItemDraft) -> int:
    """One item's figures of a day; a sheet imported later finds them again. Returns the row's id."""
    channel = uow.get(Channel, draft.channel_id)
    item_no = draft.item_no.strip()
    if not item_no:
        raise Invalid(field=message(N_("Item no.")), value="", reason=message(N_("it must not be empty")))
    key = f"{draft.day.isoformat()}|{item_no}"
    if uow.all(select(ItemDay).where(ItemDay.channel_id == draft.channel_id, ItemDay.natural_key == key)):
        reason = message(N_("this item already has figures of the day"))
        raise Invalid(field=message(N_("Day")), value=draft.day.isoformat(), reason=reason)
    row = ItemDay(
        channel_id=channel.id, natural_key=key, day=draft.day, item_no=item_no,
        title=text.clean(draft.title), currency=channel.currency,
    )  # fmt: skip
    _set(row, draft.figures or {})
    uow.add(row)
    uow.flush()
    uow.describe(day=draft.day.isoformat())
    return row.id


@command("growth.type_item_day", N_("Item figures of {day}"))
def type_item_figure(uow: UnitOfWork, row_id: int, key: str, typed: str) -> None:
    """Write one figure of an item's day as it was typed: amounts in the row's currency, nothing for unknown."""
    row = uow.get(ItemDay, row_id)
    _set(row, {key: read_figure(typed, row.currency if key in ITEM_AMOUNTS else None)})
    uow.describe(day=row.day.isoformat())


@command("growth.delete_item_days", NN_("Delete {count} row of item figures", "Delete {count} rows of item figures"))
def delete_item_days(uow: UnitOfWork, row_ids: Sequence[int]) -> None:
    """Remove rows of item figures."""
    for row in uow.get_many(ItemDay, row_ids):
        uow.delete(row)
    uow.describe(count=len(row_ids))


def _set(row: ItemDay, figures: Mapping[str, int | None]) -> None:
    for key, value in figures.items():
        if key not in (*ITEM_COUNTS, *ITEM_AMOUNTS):
            raise Invalid(field=message(N_("Figure")), value=key, reason=message(N_("there is no such figure")))
        require_possible(value, HIGHEST)
        setattr(row, f"{key}_minor" if key in ITEM_AMOUNTS else key, value)
