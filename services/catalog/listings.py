"""Where SKUs are on sale: per channel, under which of its ids, at which price and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models.catalog import Listing, ListingChange, Sku
from models.channels import Channel
from models.enums.goods import ListingField, ListingState
from services import clock, text
from services.catalog import rules
from services.catalog.writing import NOT_NEGATIVE, invalid
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork

STATE_LABELS: dict[ListingState, str] = {
    ListingState.ON_SALE: N_("On sale"),
    ListingState.OFF_SHELF: N_("Off the shelf"),
}
FIELD_LABELS: dict[ListingField, str] = {ListingField.STATE: N_("State"), ListingField.PRICE: N_("Price")}
_listings = Listing.table()
_changes = ListingChange.table()
_channels = Channel.table()
_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """What is known of a SKU's offer on a channel; the price is in minor units of the channel's currency."""

    channel_id: int
    sku_id: int
    state: ListingState = ListingState.ON_SALE
    external_id: str | None = None
    external_sku_id: str | None = None
    price_minor: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class ListingView:
    """A listing as the product page shows it; `since` is when it came into its state."""

    id: int
    channel: str
    currency: str
    sku_code: str
    variant: str | None
    since: datetime | None
    draft: ListingDraft


@dataclass(frozen=True, slots=True)
class ListingStep:
    """One line of a listing's history: codes of a state, or amounts in minor units, as texts."""

    field: ListingField
    old: str | None
    new: str | None
    at: datetime
    reason: str | None


@command("catalog.set_listing", N_("List {code} on {channel}"))
def set_listing(uow: UnitOfWork, draft: ListingDraft, listing_id: int | None = None, *, reason: str = "") -> int:
    """Write a listing down, new where no `listing_id` is given and none has these ids; returns its id."""
    sku, channel = uow.get(Sku, draft.sku_id), uow.get(Channel, draft.channel_id)
    row = write_listing(uow, draft, listing_id, reason=reason)
    uow.describe(code=sku.code, channel=channel.name)
    return row.id


@command("catalog.remove_listing", NN_("Remove {count} listing", "Remove {count} listings"))
def remove_listings(uow: UnitOfWork, listing_ids: Sequence[int]) -> None:
    """Forget listings that were written down by mistake, with their history."""
    rows = uow.get_many(Listing, listing_ids)
    for change in uow.all_in(ListingChange, ListingChange.listing_id, listing_ids):
        uow.delete(change)
    uow.flush()
    for row in rows:
        uow.delete(row)
    uow.describe(count=len(rows))


def write_listing(uow: UnitOfWork, draft: ListingDraft, listing_id: int | None = None, *, reason: str = "") -> Listing:
    """Create or update a listing and keep what changed of its state and price; `Invalid` where its ids are taken."""
    if draft.price_minor is not None and draft.price_minor < 0:
        raise invalid("price_minor", draft.price_minor, NOT_NEGATIVE)
    key = rules.item_key(draft.external_id, draft.external_sku_id)
    statement = select(Listing).where(Listing.channel_id == draft.channel_id, Listing.sku_id == draft.sku_id)
    same = next((row for row in uow.all(statement) if row.item_key == key), None)
    row = uow.get(Listing, listing_id) if listing_id is not None else same
    if same is not None and row is not same:
        raise invalid(N_("Product id"), draft.external_id or "", N_("this product is listed under it already"))
    if row is None:
        row = Listing(channel_id=draft.channel_id, sku_id=draft.sku_id, item_key=key, state=draft.state)
        row.since = clock.this_second()
        uow.add(row)
        uow.flush()
        _note(uow, row, ListingField.STATE, None, str(draft.state), reason)
    else:
        row.channel_id, row.sku_id, row.item_key = draft.channel_id, draft.sku_id, key
        _change_state(uow, row, draft.state, reason)
    if row.price_minor != draft.price_minor:
        _note(uow, row, ListingField.PRICE, _shown(row.price_minor), _shown(draft.price_minor), reason)
    row.price_minor, row.link = draft.price_minor, text.clean(draft.link)
    row.external_id = text.clean(draft.external_id)
    row.external_sku_id = text.clean(draft.external_sku_id)
    return row


def listings_of(connection: Connection, sku_ids: Sequence[int]) -> tuple[ListingView, ...]:
    """The listings of some SKUs (those of one product, say), by channel and code."""
    statement = (
        select(_listings, _channels.c.name, _channels.c.currency, _skus.c.code, _skus.c.variant)
        .join_from(_listings, _channels, _channels.c.id == _listings.c.channel_id)
        .join(_skus, _skus.c.id == _listings.c.sku_id)
        .where(_listings.c.sku_id.in_(sku_ids))
        .order_by(_channels.c.name, _skus.c.code, _listings.c.id)
    )
    return tuple(
        ListingView(
            row.id, row.name, row.currency, row.code, row.variant, row.since,
            ListingDraft(
                row.channel_id, row.sku_id, row.state, row.external_id, row.external_sku_id, row.price_minor, row.link
            ),
        )
        for row in connection.execute(statement)
    )  # fmt: skip


def listing_history(connection: Connection, listing_id: int) -> tuple[ListingStep, ...]:
    """What became of a listing, newest first."""
    columns = (_changes.c.field, _changes.c.old, _changes.c.new, _changes.c.at, _changes.c.reason)
    statement = select(*columns).where(_changes.c.listing_id == listing_id).order_by(_changes.c.id.desc())
    return tuple(ListingStep(*row) for row in connection.execute(statement))


def _change_state(uow: UnitOfWork, row: Listing, state: ListingState, reason: str) -> bool:
    if row.state is state:
        return False
    _note(uow, row, ListingField.STATE, str(row.state), str(state), reason)
    row.state, row.since = state, clock.this_second()
    return True


def _note(uow: UnitOfWork, row: Listing, field: ListingField, old: str | None, new: str | None, reason: str) -> None:
    at = clock.this_second()
    uow.add(ListingChange(listing_id=row.id, field=field, old=old, new=new, at=at, reason=reason.strip() or None))


def _shown(amount: int | None) -> str | None:
    return None if amount is None else str(amount)
