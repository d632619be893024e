"""A block from a spreadsheet pasted over the list of products: what it would change, and the change as one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.catalog import Sku
from models.enums.goods import PriceField
from services import formatting, settings
from services.catalog.prices import PRICE_LABELS, column, set_prices
from services.errors import Invalid, NotFound
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.hold_rules import HoldRule
from services.orders.holding import reconsider

Cell = tuple[int, str, str]
"""(id of the SKU, key of the column, text)."""
_SHELF = "shelf"
_NOT_AMOUNT = N_("this is not an amount")
_FIELD = N_("{label} of {code}")
_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class PastedValue:
    """One value that changes, as it is shown; an empty text is nothing, `key` the column it stands in."""

    sku_id: int
    code: str
    key: str
    old: str
    new: str


def pasted_values(connection: Connection, cells: Sequence[Cell]) -> tuple[PastedValue, ...]:
    """What pasting `cells` would change, in their order. `Invalid` at the first that cannot be read.

    `NotFound` where a SKU was deleted meanwhile.
    """
    currency = settings.read(connection, settings.CURRENCY)
    names = {_SHELF: _skus.c.shelf, **{str(field): _skus.c[column(field)] for field in PriceField}}
    ids = sorted({sku_id for sku_id, _key, _text in cells})
    rows = connection.execute(select(_skus.c.id, _skus.c.code, *names.values()).where(_skus.c.id.in_(ids)))
    known = {row[0]: (row[1], dict(zip(names, row[2:], strict=True))) for row in rows}
    found = []
    for sku_id, key, typed in cells:
        if sku_id not in known:
            raise NotFound(what=message(N_("product")), which=f"#{sku_id}")
        code, values = known[sku_id]
        old, new = values[key], _read(code, key, typed, currency)
        if old != new:
            found.append(PastedValue(sku_id, code, key, _shown(old, currency), _shown(new, currency)))
    return tuple(found)


@command("catalog.paste", NN_("Paste {count} value into the products", "Paste {count} values into the products"))
def paste_values(uow: UnitOfWork, cells: Sequence[Cell]) -> None:
    """Write prices, costs and shelves as if each were typed; `Invalid` at the first that cannot be read."""
    currency = settings.read(uow.connection, settings.CURRENCY)
    changed = 0
    for done, (sku_id, key, typed) in enumerate(cells):
        uow.checkpoint(done, len(cells))
        sku = uow.get(Sku, sku_id)
        changed += _write(uow, sku, key, _read(sku.code, key, typed, currency))
    reconsider(uow, HoldRule.MARGIN)
    uow.describe(count=changed)


def _write(uow: UnitOfWork, sku: Sku, key: str, value: int | str | None) -> bool:
    """Set one value; whether it was another before."""
    if key != _SHELF:
        return set_prices(uow, sku, {PriceField(key): value if isinstance(value, int) else None})
    was, sku.shelf = sku.shelf, value if isinstance(value, str) else None
    return was != sku.shelf


def _read(code: str, key: str, typed: str, currency: str) -> int | str | None:
    plain = typed.strip()
    if key == _SHELF or not plain:
        return plain or None
    amount = formatting.parse_amount(plain, currency)
    if amount is None or amount < 0:
        field = message(_FIELD, code=code, label=message(PRICE_LABELS[PriceField(key)]))
        raise Invalid(field=field, value=typed, reason=message(_NOT_AMOUNT), at=key)
    return amount


def _shown(value: int | str | None, currency: str) -> str:
    return formatting.amount(value, currency) if isinstance(value, int) else value or ""
