"""Lists in the cells of a product file: read and checked for the plan, written for the import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from sqlalchemy import Connection, select

from models.catalog import Sku, SkuAlias
from models.channels import Channel
from models.enums.goods import ListingState
from services import formatting, settings, text
from services.catalog import flat_lists
from services.catalog.commands import link
from services.catalog.drafts import Offer
from services.catalog.flat_lists import CODES, LISTINGS, SUPPLIERS, Cells
from services.catalog.listings import ListingDraft, write_listing
from services.catalog.offers import offers_of, write_offers
from services.errors import Invalid
from services.i18n import N_
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.purchasing.suppliers import find_or_add_supplier

LABELS = {SUPPLIERS: N_("More suppliers"), CODES: N_("Codes of channels"), LISTINGS: N_("Listings")}
_channels = Channel.table()
_aliases = SkuAlias.table()
_skus = Sku.table()


class ListReader:
    """Knows the shop's channels and whose their codes are."""

    def __init__(self, connection: Connection) -> None:
        self.currency = settings.read(connection, settings.CURRENCY)
        names = (_channels.c.id, _channels.c.name, _channels.c.currency)
        self.channels = {text.key(row.name): row for row in connection.execute(select(*names))}
        owners = select(_aliases.c.channel_id, _aliases.c.code_key, _skus.c.code_key.label("owner"), _skus.c.code)
        found = connection.execute(owners.join_from(_aliases, _skus, _skus.c.id == _aliases.c.sku_id))
        self._owners = {(row.channel_id, row.code_key): (row.owner, row.code) for row in found}

    def normal(self, values: Mapping[str, Any], code: str) -> dict[str, str | None]:
        """The lists of a row in the form the catalogue tells them; `Invalid` names the list that cannot be."""
        read: dict[str, Callable[[Cells, str], Cells]] = {
            SUPPLIERS: self._offer, CODES: self._code, LISTINGS: self._listing,
        }  # fmt: skip
        found = {}
        for column, one in read.items():
            if values.get(column):
                rows = [one(_filled(column, row), code) for row in flat_lists.split(values[column])]
                found[column] = flat_lists.joined(rows)
        first = values.get("supplier")
        if first and any(text.key(row[0]) == text.key(first) for row in flat_lists.split(found.get(SUPPLIERS) or "")):
            _refuse(SUPPLIERS, first, N_("it stands in the list twice"))
        return found

    def channel(self, name: str, column: str) -> Any:
        """The channel of this name; a name nobody has is `Invalid`."""
        found = self.channels.get(text.key(name))
        if found is None:
            _refuse(column, name, N_("there is no channel of this name"))
        return found

    def _offer(self, row: Cells, _code: str) -> Cells:
        name, code, price, days, pack, minimum = row
        numbers = (
            _whole(days, SUPPLIERS, 0, ""), _whole(pack, SUPPLIERS, 1, "1"), _whole(minimum, SUPPLIERS, 1, "1")
        )  # fmt: skip
        return (name, code, self._amount(price, self.currency, SUPPLIERS), *numbers)

    def _code(self, row: Cells, mine: str) -> Cells:
        name, code, pieces = row
        channel = self.channel(name, CODES)
        if not code:
            _refuse(CODES, name, N_("it must not be empty"))
        owner, shown = self._owners.setdefault((channel.id, text.key(code)), (text.key(mine), mine))
        if owner != text.key(mine):
            reason = message(N_("it means another product: {code}"), code=shown)
            raise Invalid(field=message(LABELS[CODES]), value=code, reason=reason, at=CODES)
        return (channel.name, code, _whole(pieces, CODES, 1, "1"))

    def _listing(self, row: Cells, _code: str) -> Cells:
        name, item, sku, state, price, link_to = row
        channel = self.channel(name, LISTINGS)
        if state and state not in tuple(ListingState):
            _refuse(LISTINGS, state, N_("it must be on_sale or off_shelf"))
        shown = self._amount(price, channel.currency, LISTINGS)
        return (channel.name, item, sku, state or str(ListingState.ON_SALE), shown, link_to)

    def _amount(self, typed: str, currency: str, column: str) -> str:
        minor = formatting.parse_amount(typed, currency) if typed else None
        if typed and (minor is None or minor < 0):
            _refuse(column, typed, N_("it is no amount of money"))
        return flat_lists.amount(minor, currency)


def write_lists(uow: UnitOfWork, reader: ListReader, sku: Sku, values: Mapping[str, Any]) -> None:
    """Write the lists a row changes; what they do not name stays."""
    if values.get(SUPPLIERS):
        _write_offers(uow, sku, values[SUPPLIERS], reader.currency)
    for name, code, pieces in (_filled(CODES, row) for row in flat_lists.split(values.get(CODES) or "")):
        link(uow, reader.channel(name, CODES).id, code, sku.id, quantity=int(pieces))
    for name, item, sku_no, state, price, link_to in (
        _filled(LISTINGS, row) for row in flat_lists.split(values.get(LISTINGS) or "")
    ):
        channel = reader.channel(name, LISTINGS)
        minor = formatting.parse_amount(price, channel.currency) if price else None
        draft = ListingDraft(
            channel.id, sku.id, ListingState(state), item or None, sku_no or None, minor, link_to or None
        )  # fmt: skip
        write_listing(uow, draft)


def _write_offers(uow: UnitOfWork, sku: Sku, typed: str, currency: str) -> None:
    offers = [view.offer for view in offers_of(uow.connection, [sku.id]).get(sku.id, ())]
    places = {offer.supplier_id: place for place, offer in enumerate(offers)}
    for name, code, price, days, pack, minimum in (_filled(SUPPLIERS, row) for row in flat_lists.split(typed)):
        supplier_id = find_or_add_supplier(uow, name).id
        said = Offer(
            supplier_id,
            code or None,
            formatting.parse_amount(price, currency) if price else None,
            int(days) if days else None,
            int(pack),
            int(minimum),
        )
        if supplier_id in places:
            offers[places[supplier_id]] = replace(said)
        else:
            places[supplier_id] = len(offers)
            offers.append(said)
    write_offers(uow, sku, offers)


def _filled(column: str, row: Cells) -> Cells:
    width = flat_lists.WIDTHS[column]
    if len(row) > width or not row[0]:
        _refuse(column, " | ".join(row), N_("write its cells with “|” between them, as an export has them"))
    return (*row, *("" for _empty in range(width - len(row))))


def _whole(typed: str, column: str, least: int, otherwise: str) -> str:
    if not typed:
        return otherwise
    if not (typed.isascii() and typed.isdecimal() and int(typed) >= least):
        _refuse(column, typed, N_("it must be a whole number"))
    return str(int(typed))


def _refuse(column: str, value: str, reason: str) -> NoReturn:
    raise Invalid(field=message(LABELS[column]), value=value, reason=message(reason), at=column)
