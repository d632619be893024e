"""The price sheet of a campaign: which products, at which price, with how many pieces; written, read and judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from models.catalog import Sku
from models.values import Money, minor_digits
from services import settings
from services.campaigns.allotting import free_pieces
from services.campaigns.drafts import ItemDraft
from services.campaigns.queries import CampaignItemView, campaign_view, item_columns, item_of
from services.catalog.queries import sku_of_scan
from services.exporting.cells import amount_cell
from services.exporting.writer import Cell, OutColumn, table_file
from services.growth.sheet_rows import BadRow, SheetRow, Unusable, rows_of_cells, rows_of_file
from services.i18n import N_, translate
from services.importing.cells import identifier, integer, money
from services.messages import message

CODE, PRICE, ASIDE = N_("Code"), N_("Activity price"), N_("Set aside")
_NAMES = (CODE, PRICE, ASIDE)
_OUT = (
    (CODE, 18), (N_("Product"), 28), (N_("Variant"), 16), (N_("Price"), 12), (N_("Minimum price"), 12),
    (N_("Cost"), 12), (PRICE, 14), (ASIDE, 12),
)  # fmt: skip
_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class ReadItems:
    """What a sheet says of a campaign: items to put in it with what is known of them, and rows nobody can use.

    `free` are the pieces of each SKU the campaign may set aside. Prices are in `currency`, the shop's.
    """

    items: tuple[CampaignItemView, ...]
    problems: tuple[BadRow, ...]
    free: dict[int, int]
    currency: str

    @property
    def drafts(self) -> tuple[ItemDraft, ...]:
        """The items as they would be saved."""
        return tuple(ItemDraft(one.sku_id, one.price_minor, one.set_aside) for one in self.items)

    def is_over(self, item: CampaignItemView) -> bool:
        """Whether more is to be set aside of it than is free."""
        return item.set_aside - item.taken > max(self.free.get(item.sku_id, 0), 0)


def read_item_file(connection: Connection, campaign_id: int, path: Path) -> ReadItems:
    """The items in a sheet. Raises a `FileProblem` for a file that cannot be read, `Invalid` for another sheet."""
    return _read(connection, campaign_id, rows_of_file(path, _NAMES, (CODE,)))


def read_item_cells(connection: Connection, campaign_id: int, cells: Sequence[Sequence[str]]) -> ReadItems:
    """The items in typed or pasted rows of code, activity price and pieces, with or without headings."""
    return _read(connection, campaign_id, rows_of_cells(cells, _NAMES, (CODE, PRICE)))


def export_price_sheet(connection: Connection, out: Path, *, campaign_id: int) -> int:
    """Write the campaign's products with their prices and pieces, to be filled in and read again; returns the rows."""
    view = campaign_view(connection, campaign_id)
    with table_file(out, [OutColumn(translate(name), width) for name, width in _OUT]) as add:
        for row in _sheet_rows(view.items, view.home):
            add(row)
    return len(view.items)


def item_cells(items: Sequence[CampaignItemView], currency: str) -> tuple[tuple[str, str, str], ...]:
    """The items as rows of code, activity price and pieces, as a person would type them."""
    return tuple(
        (one.code, Money(one.price_minor, currency).decimal() if one.price_minor is not None else "",
         str(one.set_aside) if one.set_aside else "")
        for one in items
    )  # fmt: skip


def _sheet_rows(items: Sequence[CampaignItemView], currency: str) -> Iterator[list[Cell]]:
    for one in items:
        prices = (one.usual_minor, one.min_price_minor, one.cost_minor, one.price_minor)
        yield [one.code, one.title, one.variant, *(amount_cell(minor, currency) for minor in prices), one.set_aside]


def _read(connection: Connection, campaign_id: int, rows: Sequence[SheetRow]) -> ReadItems:
    currency = settings.read(connection, settings.CURRENCY)
    known = {one.sku_id: one for one in campaign_view(connection, campaign_id).items}
    drafts: dict[int, ItemDraft] = {}
    problems = []
    for row in rows:
        try:
            draft = _draft(connection, row, currency)
            if draft.sku_id in drafts:
                raise Unusable(message(N_("it stands in the sheet twice")))
            drafts[draft.sku_id] = draft
        except Unusable as problem:
            problems.append(BadRow(row.number, row.text(CODE), problem.reason))
    found = {row.id: row for row in connection.execute(item_columns().where(_skus.c.id.in_(list(drafts))))}
    items = tuple(
        item_of(found[sku_id], one.price_minor, one.set_aside, known[sku_id].taken if sku_id in known else 0)
        for sku_id, one in drafts.items()
    )
    return ReadItems(items, tuple(problems), free_pieces(connection, drafts, campaign_id), currency)


def _draft(connection: Connection, row: SheetRow, currency: str) -> ItemDraft:
    code = row.text(CODE)
    sku_id = sku_of_scan(connection, identifier(code)) if code else None
    if sku_id is None:
        raise Unusable(message(N_("no product has this code")))
    price = row.read(PRICE, money(minor_digits(currency), "."))
    if price == 0:
        raise Unusable(message(N_("the price must be more than zero")))
    return ItemDraft(sku_id, price, row.read(ASIDE, integer) or 0)
