"""Writes: competitors, their items, and what was seen of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models.competitors import Competitor, CompetitorDay, CompetitorItem
from models.enums.orders import Platform
from services import formatting, settings, text
from services.catalog import pictures
from services.catalog.writing import sku_id_of
from services.competitors.drafts import CompetitorDraft, CompetitorItemDraft, SeenDraft
from services.editing import overwrite, require_unchanged
from services.errors import Invalid
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.written_numbers import parse_number

_HIGHEST = 10**12
SEEN_COUNTS = ("sales", "favourites")


@command("competitors.add", N_("Watch the competitor {name}"))
def add_competitor(uow: UnitOfWork, draft: CompetitorDraft) -> int:
    """A shop to be watched. Returns its id."""
    row = Competitor(**_valid(uow, draft, None), currency=settings.read(uow.connection, settings.CURRENCY))
    uow.add(row)
    uow.flush()
    uow.describe(name=row.name)
    return row.id


@command("competitors.edit", N_("Edit the competitor {name}"))
def edit_competitor(uow: UnitOfWork, competitor_id: int, draft: CompetitorDraft, *, version: int | None = None) -> None:
    """Replace what is known of a shop; with `version`, refuse when it changed meanwhile."""
    row = uow.get(Competitor, competitor_id)
    require_unchanged(row, version, N_("competitor"))
    _write(row, _valid(uow, draft, competitor_id))
    uow.describe(name=row.name)


@command("competitors.delete", N_("Delete the competitor {name}"))
def delete_competitor(uow: UnitOfWork, competitor_id: int) -> None:
    """Remove a shop with its items and everything seen of them."""
    row = uow.get(Competitor, competitor_id)
    items = uow.all(select(CompetitorItem).where(CompetitorItem.competitor_id == competitor_id))
    _remove_items(uow, items)
    uow.describe(name=row.name)
    uow.delete(row)


@command("competitors.add_item", N_("Watch {title}"))
def add_item(uow: UnitOfWork, draft: CompetitorItemDraft) -> int:
    """An item of a competitor to be watched. Returns its id."""
    row = CompetitorItem(**_valid_item(uow, draft, None))
    uow.add(row)
    uow.flush()
    uow.describe(title=row.title)
    return row.id


@command("competitors.edit_item", N_("Edit {title}"))
def edit_item(uow: UnitOfWork, item_id: int, draft: CompetitorItemDraft, *, version: int | None = None) -> None:
    """Replace what is known of an item; with `version`, refuse when it changed meanwhile. Its picture stays."""
    row = uow.get(CompetitorItem, item_id)
    require_unchanged(row, version, N_("item of a competitor"))
    _write(row, _valid_item(uow, draft, item_id))
    uow.describe(title=row.title)


@command("competitors.set_picture", N_("Picture of {title}"))
def set_picture(uow: UnitOfWork, item_id: int, picture: Path | None) -> None:
    """Keep a picture of the item beside the shop; None takes it away. Raises `PictureUnreadable` for what is none."""
    row = uow.get(CompetitorItem, item_id)
    kept = pictures.keep(pictures.folder_for(uow.connection), picture) if picture is not None else None
    for name in ("sha256", "suffix", "file_name", "size_bytes"):
        setattr(row, name, getattr(kept, name, None))
    uow.describe(title=row.title)


@command("competitors.delete_items", NN_("Delete {count} item of competitors", "Delete {count} items of competitors"))
def delete_items(uow: UnitOfWork, item_ids: Sequence[int]) -> None:
    """Remove items with everything seen of them."""
    _remove_items(uow, uow.get_many(CompetitorItem, item_ids))
    uow.describe(count=len(item_ids))


@command("competitors.note", NN_("Note {count} look at competitors", "Note {count} looks at competitors"))
def note_seen(uow: UnitOfWork, seen: Sequence[SeenDraft]) -> list[int]:
    """Write down what was seen; a day that is there already takes what is known now. Returns the ids of the days."""
    uow.get_many(CompetitorItem, {one.item_id for one in seen})
    items = {one.item_id for one in seen}
    known = {(row.item_id, row.day): row for row in uow.all_in(CompetitorDay, CompetitorDay.item_id, items)}
    found = []
    for one in seen:
        for value in (one.price_minor, one.sales, one.favourites):
            _require_possible(value)
        row = known.get((one.item_id, one.day))
        if row is None:
            row = known[one.item_id, one.day] = CompetitorDay(item_id=one.item_id, day=one.day)
            uow.add(row)
        for name in ("price_minor", "sales", "favourites"):
            if getattr(one, name) is not None:
                setattr(row, name, getattr(one, name))
        row.campaign = (one.campaign or "").strip() or row.campaign
        found.append(row.id)
    uow.describe(count=len(seen))
    return found


@command("competitors.type", N_("What was seen on {day}"))
def type_seen(uow: UnitOfWork, day_id: int, key: str, typed: str) -> None:
    """Write one cell as it was typed: ``price`` in the competitor's currency, a count, ``campaign``; empty: unknown."""
    row = uow.get(CompetitorDay, day_id)
    if key == "campaign":
        row.campaign = typed.strip() or None
    elif key == "price":
        item = uow.get(CompetitorItem, row.item_id)
        row.price_minor = _read(typed, uow.get(Competitor, item.competitor_id).currency)
    elif key in SEEN_COUNTS:
        setattr(row, key, _read(typed, None))
    else:
        raise Invalid(field=message(N_("Figure")), value=key, reason=message(N_("there is no such figure")))
    uow.describe(day=row.day.isoformat())


@command("competitors.delete_seen", NN_("Delete {count} look at competitors", "Delete {count} looks at competitors"))
def delete_seen(uow: UnitOfWork, day_ids: Sequence[int]) -> None:
    """Remove what was seen."""
    for row in uow.get_many(CompetitorDay, day_ids):
        uow.delete(row)
    uow.describe(count=len(day_ids))


def named_competitor(uow: UnitOfWork, name: str, platform: Platform | None) -> Competitor:
    """The watched shop of this name, on this platform where one is named; made where it is not known yet."""
    same = [Competitor.name_key == text.key(name)]
    if platform is not None:
        same.append(Competitor.platform == platform)
    found = uow.all(select(Competitor).where(*same).order_by(Competitor.id))
    if found:
        return found[0]
    draft = CompetitorDraft(name, platform or Platform.OTHER)
    row = Competitor(**_valid(uow, draft, None), currency=settings.read(uow.connection, settings.CURRENCY))
    uow.add(row)
    uow.flush()
    return row


def named_item(uow: UnitOfWork, draft: CompetitorItemDraft) -> CompetitorItem:
    """The item of this title in its shop, made where it is not known yet; a link or code fills an empty one."""
    same = (CompetitorItem.competitor_id == draft.competitor_id, CompetitorItem.title_key == text.key(draft.title))
    found = uow.all(select(CompetitorItem).where(*same))
    values = _valid_item(uow, draft, found[0].id if found else None)
    if found:
        found[0].link = found[0].link or values["link"]
        found[0].sku_id = found[0].sku_id or values["sku_id"]
        return found[0]
    row = CompetitorItem(**values)
    uow.add(row)
    uow.flush()
    return row


def _remove_items(uow: UnitOfWork, items: Sequence[CompetitorItem]) -> None:
    for day in uow.all_in(CompetitorDay, CompetitorDay.item_id, [item.id for item in items]):
        uow.delete(day)
    uow.flush()
    for item in items:
        uow.delete(item)
    uow.flush()


def _write(row: Any, values: dict[str, Any]) -> None:
    overwrite(row, values)


def _valid(uow: UnitOfWork, draft: CompetitorDraft, own_id: int | None) -> dict[str, Any]:
    name = _required(N_("Name"), draft.name)
    same = select(Competitor).where(Competitor.platform == draft.platform, Competitor.name_key == text.key(name))
    if any(row.id != own_id for row in uow.all(same)):
        reason = message(N_("this shop is watched already"))
        raise Invalid(field=message(N_("Name")), value=name, reason=reason)
    words = ("link", "note", "strengths", "weaknesses", "opportunities", "threats")
    texts = {field: text.clean(getattr(draft, field)) for field in words}
    return {"name": name, "name_key": text.key(name), "platform": draft.platform, **texts}


def _valid_item(uow: UnitOfWork, draft: CompetitorItemDraft, own_id: int | None) -> dict[str, Any]:
    title = _required(N_("Item"), draft.title)
    uow.get(Competitor, draft.competitor_id)
    same = select(CompetitorItem).where(
        CompetitorItem.competitor_id == draft.competitor_id, CompetitorItem.title_key == text.key(title)
    )
    if any(row.id != own_id for row in uow.all(same)):
        reason = message(N_("this item is watched already"))
        raise Invalid(field=message(N_("Item")), value=title, reason=reason)
    for share in (draft.dearer_ppm, draft.change_ppm):
        if share is not None and not 0 <= share <= 10_000_000:
            reason = message(N_("a share of 0 % to 1000 %"))
            raise Invalid(field=message(N_("Share")), value=str(share), reason=reason)
    return {
        "competitor_id": draft.competitor_id,
        "sku_id": sku_id_of(uow, draft.code),
        "title": title,
        "title_key": text.key(title),
        "link": text.clean(draft.link),
        "dearer_ppm": draft.dearer_ppm,
        "change_ppm": draft.change_ppm,
        "note": text.clean(draft.note),
    }


def _required(field: str, typed: str) -> str:
    if not typed.strip():
        raise Invalid(field=message(field), value=typed, reason=message(N_("it must not be empty")))
    return typed.strip()


def _read(typed: str, currency: str | None) -> int | None:
    """An amount in the currency, or a count where there is none; None for nothing typed."""
    if not typed.strip():
        return None
    value = formatting.parse_amount(typed, currency) if currency else parse_number(typed, 0)
    if value is None:
        raise Invalid(field=message(N_("Figure")), value=typed.strip(), reason=message(N_("it is not a number")))
    _require_possible(value)
    return value


def _require_possible(value: int | None) -> None:
    if value is not None and not 0 <= value <= _HIGHEST:
        reason = message(N_("it is too high")) if value > 0 else message(N_("it must not be below zero"))
        raise Invalid(field=message(N_("Figure")), value=str(value), reason=reason)
