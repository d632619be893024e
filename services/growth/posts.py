"""Writes: posts from the idea to the figures they brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from models.campaigns import Campaign
from models.content import Post, PostSku
from models.enums.growth import PostState
from services import formatting, settings, text
from services.business_day import shop_today
from services.catalog.pictures import KeptPicture
from services.catalog.writing import sku_id_of
from services.editing import overwrite, require_unchanged
from services.errors import Invalid
from services.growth.post_words import LONGEST_NAME, POST_STATES
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.written_numbers import parse_number

FIGURES = ("views", "likes", "comments", "saves")
LONGEST_TITLE, LONGEST_TEXT = 200, 20_000
_DAY_MINUTES, _HIGHEST = 1440, 10**12
_FIGURE_LABELS = {
    "views": N_("Views"), "likes": N_("Likes"), "comments": N_("Comments"), "saves": N_("Saves"), "sales": N_("Sales"),
}  # fmt: skip
_PICTURE = ("sha256", "suffix", "file_name", "width_px", "height_px", "size_bytes")
_COPIED = ("title", "words", "planned_on", "planned_minute", "campaign_id", *_PICTURE)


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post as a form describes it; `minute` is the minute of the day, `codes` those of the products it shows."""

    title: str
    outlet: str
    day: date | None = None
    minute: int | None = None
    words: str | None = None
    link: str | None = None
    codes: tuple[str, ...] = ()
    picture: KeptPicture | None = None
    campaign_id: int | None = None


@command("growth.add_post", N_("Plan the post “{title}”"))
def add_post(uow: UnitOfWork, draft: PostDraft) -> int:
    """Write a post down: an idea, or a draft where it has a text already. Returns its id."""
    values, sku_ids = _valid(uow, draft), _skus_of(uow, draft.codes)
    row = Post(state=PostState.DRAFT if values["words"] else PostState.IDEA, **values)
    uow.add(row)
    uow.flush()
    uow.add_all(PostSku(post_id=row.id, sku_id=sku_id) for sku_id in sku_ids)
    uow.describe(title=row.title)
    return row.id


@command("growth.edit_post", N_("Edit the post “{title}”"))
def edit_post(uow: UnitOfWork, post_id: int, draft: PostDraft, *, version: int | None = None) -> None:
    """Everything about a post anew; with `version`, refuse when it changed meanwhile. A text makes an idea a draft."""
    row = uow.get(Post, post_id)
    require_unchanged(row, version, N_("post"))
    overwrite(row, _valid(uow, draft))
    if row.state is PostState.IDEA and row.words:
        row.state = PostState.DRAFT
    wanted = set(_skus_of(uow, draft.codes))
    for link in uow.all(select(PostSku).where(PostSku.post_id == post_id)):
        if link.sku_id in wanted:
            wanted.discard(link.sku_id)
        else:
            uow.delete(link)
    uow.add_all(PostSku(post_id=post_id, sku_id=sku_id) for sku_id in sorted(wanted))
    uow.describe(title=row.title)


@command("growth.move_posts", NN_("Move {count} post to {day}", "Move {count} posts to {day}"))
def move_posts(uow: UnitOfWork, post_ids: Sequence[int], day: date) -> None:
    """Plan posts for another day at the same time; what is posted already keeps the day it was posted on."""
    for row in uow.get_many(Post, post_ids):
        row.planned_on = day
    uow.describe(count=len(post_ids), day=day.isoformat())


@command("growth.post_state", NN_("{count} post: {state}", "{count} posts: {state}"))
def set_post_state(uow: UnitOfWork, post_ids: Sequence[int], state: PostState, posted_on: date | None = None) -> None:
    """Say how far posts have come; what is posted was posted on the day that is said, else today."""
    today = shop_today(uow.connection)
    for row in uow.get_many(Post, post_ids):
        row.state = state
        row.posted_on = (posted_on or row.posted_on or today) if state is PostState.POSTED else None
    uow.describe(count=len(post_ids), state=message(POST_STATES[state]))


@command("growth.copy_post", N_("Copy the post “{title}”"))
def copy_post(uow: UnitOfWork, post_id: int, outlet: str | None = None, day: date | None = None) -> int:
    """The same post again, as a draft without link and figures, for another platform or day. Returns its id."""
    row = uow.get(Post, post_id)
    kept = {name: getattr(row, name) for name in _COPIED}
    made = Post(state=PostState.DRAFT if row.words else PostState.IDEA, outlet=outlet or row.outlet, **kept)
    if day is not None:
        made.planned_on = day
    uow.add(made)
    uow.flush()
    links = uow.all(select(PostSku).where(PostSku.post_id == post_id))
    uow.add_all(PostSku(post_id=made.id, sku_id=link.sku_id) for link in links)
    uow.describe(title=row.title)
    return made.id


@command("growth.post_figures", N_("Figures of the post “{title}”"))
def set_post_figures(uow: UnitOfWork, post_id: int, figures: Mapping[str, int | None]) -> None:
    """Write figures by the keys of `FIGURES` and ``sales`` (minor units); None makes one unknown again."""
    row = uow.get(Post, post_id)
    for key, value in figures.items():
        if value is not None and not 0 <= value < _HIGHEST:
            reason = message(N_("it must not be negative"))
            raise Invalid(field=message(_FIGURE_LABELS[key]), value=str(value), reason=reason)
        setattr(row, "sales_minor" if key == "sales" else key, value)
    uow.describe(title=row.title)


@command("growth.type_post_figure", N_("Figures of the post “{title}”"))
def type_post_figure(uow: UnitOfWork, post_id: int, key: str, typed: str) -> None:
    """Write one figure as it was typed into a cell; nothing makes it unknown again."""
    if key == "sales":
        value = formatting.parse_amount(typed, settings.read(uow.connection, settings.CURRENCY))
    else:
        value = parse_number(typed, 0)
    if typed.strip() and value is None:
        reason = message(N_("it is no number"))
        raise Invalid(field=message(_FIGURE_LABELS[key]), value=typed.strip(), reason=reason)
    set_post_figures(uow, post_id, {key: value})


@command("growth.delete_posts", NN_("Delete {count} post", "Delete {count} posts"))
def delete_posts(uow: UnitOfWork, post_ids: Sequence[int]) -> None:
    """Remove posts with what is linked to them. The pictures' files stay, for undo and for backups that name them."""
    for link in uow.all_in(PostSku, PostSku.post_id, post_ids):
        uow.delete(link)
    uow.flush()
    for row in uow.get_many(Post, post_ids):
        uow.delete(row)
    uow.describe(count=len(post_ids))


def _valid(uow: UnitOfWork, draft: PostDraft) -> dict[str, Any]:
    title, outlet = " ".join(draft.title.split()), draft.outlet.strip()
    for label, value, most in ((N_("Title"), title, LONGEST_TITLE), (N_("Platform"), outlet, LONGEST_NAME)):
        if not value:
            raise Invalid(field=message(label), value=value, reason=message(N_("it must not be empty")))
        if len(value) > most:
            reason = message(N_("it may have {most} characters at most"), most=most)
            raise Invalid(field=message(label), value=value[:40], reason=reason)
    if len(draft.words or "") > LONGEST_TEXT:
        reason = message(N_("it may have {most} characters at most"), most=LONGEST_TEXT)
        raise Invalid(field=message(N_("Text")), value=(draft.words or "")[:40], reason=reason)
    if draft.minute is not None and (draft.day is None or not 0 <= draft.minute < _DAY_MINUTES):
        reason = message(N_("a time needs a day"))
        raise Invalid(field=message(N_("Time")), value=str(draft.minute), reason=reason)
    if draft.campaign_id is not None:
        uow.get(Campaign, draft.campaign_id)
    picture = {name: getattr(draft.picture, name, None) for name in _PICTURE}
    return {
        "title": title,
        "outlet": outlet,
        "words": text.clean(draft.words),
        "link": text.clean(draft.link),
        "planned_on": draft.day,
        "planned_minute": draft.minute,
        "campaign_id": draft.campaign_id,
        **picture,
    }


def _skus_of(uow: UnitOfWork, codes: Sequence[str]) -> list[int]:
    """The ids of the SKUs with these codes, each once; `Invalid` names a code nobody has."""
    found = (sku_id_of(uow, code, N_("Product codes")) for code in codes)
    return list(dict.fromkeys(one for one in found if one is not None))
