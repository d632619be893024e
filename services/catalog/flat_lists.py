"""What a SKU has several of, as one text of a table: more suppliers, codes of channels, listings.

A row is ``Wax & Co | W-1 | 9.00 | 7 | 10 | 20``, rows are parted by ``;``. The cells are, in their order:
supplier, code, price, days, pack, minimum; or channel, code, pieces; or channel, product id, SKU id, state,
price, link. Empty cells at the end are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.catalog import SkuAlias
from models.channels import Channel
from models.values import Money
from services import settings, text
from services.catalog.listings import listings_of
from services.catalog.offers import OfferView

SUPPLIERS, CODES, LISTINGS = "more_suppliers", "channel_codes", "listings"
KEYS: Mapping[str, int] = {SUPPLIERS: 1, CODES: 2, LISTINGS: 3}
"""How many cells at the front tell the rows of a list apart."""
WIDTHS: Mapping[str, int] = {SUPPLIERS: 6, CODES: 3, LISTINGS: 6}
_ROWS, _CELLS = "; ", " | "
_SIGNS = {"%": "%25", ";": "%3B", "|": "%7C"}
_WRITTEN = {written: sign for sign, written in _SIGNS.items()}
_aliases = SkuAlias.table()
_channels = Channel.table()
Cells = tuple[str, ...]


def joined(rows: Iterable[Sequence[str | None]]) -> str | None:
    """Rows as one text."""
    return _ROWS.join(_CELLS.join(map(_written, row)).rstrip(" |") for row in rows) or None


def split(typed: str) -> tuple[Cells, ...]:
    """The rows of a text, empty ones left out."""
    rows = [tuple(_read(cell.strip()) for cell in row.split("|")) for row in typed.split(";")]
    return tuple(row for row in rows if any(row))


def merged(column: str, old: str | None, new: str) -> str | None:
    """The rows of `old` with those of `new` laid over them: a file adds and changes, and takes nothing away."""
    width = KEYS[column]
    by_key = {_key(row, width): row for row in split(old or "")}
    by_key |= {_key(row, width): row for row in split(new)}
    return joined(by_key.values())


def _key(row: Cells, width: int) -> Cells:
    return tuple(text.key(cell) for cell in (*row, "", "", "")[:width])


def _written(cell: str | None) -> str:
    plain = re.sub("%(?=25|3B|7C)", "%25", cell or "")
    return plain.replace(";", _SIGNS[";"]).replace("|", _SIGNS["|"])


def _read(cell: str) -> str:
    return re.sub("%(25|3B|7C)", lambda found: _WRITTEN[found[0]], cell)


def lists_of(
    connection: Connection, sku_ids: Sequence[int], offers: Mapping[int, Sequence[OfferView]]
) -> dict[int, dict[str, str | None]]:
    """The three lists of each of these SKUs; `offers` are all of a SKU's, of which the first is none of `more`."""
    own = settings.read(connection, settings.CURRENCY)
    codes: dict[int, list[Cells]] = {}
    statement = select(_aliases.c.sku_id, _channels.c.name, _aliases.c.code, _aliases.c.quantity).join_from(
        _aliases, _channels, _channels.c.id == _aliases.c.channel_id
    )
    for row in connection.execute(statement.where(_aliases.c.sku_id.in_(sku_ids)).order_by(_aliases.c.id)):
        codes.setdefault(row.sku_id, []).append((row.name, row.code, str(row.quantity)))
    listed: dict[int, list[Cells]] = {}
    for view in listings_of(connection, sku_ids):
        draft = view.draft
        ids = (draft.external_id or "", draft.external_sku_id or "")
        price = amount(draft.price_minor, view.currency)
        listed.setdefault(draft.sku_id, []).append((view.channel, *ids, str(draft.state), price, draft.link or ""))
    return {
        sku_id: {
            SUPPLIERS: joined(_offer(one, own) for one in offers.get(sku_id, ())[1:]),
            CODES: joined(codes.get(sku_id, ())),
            LISTINGS: joined(listed.get(sku_id, ())),
        }
        for sku_id in sku_ids
    }


def amount(minor: int | None, currency: str) -> str:
    """An amount as it stands in a list; nothing where it is not known."""
    return "" if minor is None else Money(minor, currency).decimal()


def _offer(view: OfferView, currency: str) -> Cells:
    one = view.offer
    numbers: tuple[Any, ...] = (one.lead_days, one.pack_size, one.minimum)
    shown = ("" if number is None else str(number) for number in numbers)
    return (view.supplier, one.code or "", amount(one.price_minor, currency), *shown)
