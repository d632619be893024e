"""The sheet of what was seen of competitors: written, read from a workbook or from pasted cells, and taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from models.columns import from_epoch_ms
from models.enums.orders import Platform
from models.values import minor_digits
from services import clock, settings
from services.competitors.commands import named_competitor, named_item, note_seen
from services.competitors.drafts import CompetitorItemDraft, SeenDraft
from services.competitors.queries import COMPETITORS, SEEN_DAYS
from services.exporting.list_file import export_list
from services.exporting.text_export import Value
from services.growth.sheet_rows import BadRow, SheetRow, Unusable, rows_of_cells, rows_of_file
from services.i18n import N_, NN_, translate
from services.importing.cells import CellProblem, instant, integer, money
from services.importing.channels import PLATFORM_NAMES
from services.kernel.command import command
from services.kernel.table_query import TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

SHOP, PLATFORM, ITEM, LINK, OURS = N_("Shop"), N_("Platform"), N_("Item"), N_("Web link"), N_("Own product")
DAY, PRICE, SALES = N_("Day"), N_("Their price"), N_("Sales")
FAVOURITES, CAMPAIGN = N_("Favourites"), N_("Their campaign")
NAMES = (SHOP, ITEM, DAY, PRICE, SALES, FAVOURITES, CAMPAIGN, OURS, LINK, PLATFORM)
"""The columns of the sheet; pasted rows without headings have them in this order."""
_NEEDED = (SHOP, ITEM, PRICE)
_SEEN_KEYS = ("shop", "title", "day", "price", "sales", "favourites", "campaign", "code", "link", "platform")
_ITEM_KEYS = (
    "shop", "platform", "title", "code", "price", "ours", "dearer", "moved", "sales", "favourites", "campaign", "day",
    "link", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One row of the sheet as it will be taken in; the price is in minor units of the shop's currency.

    Without a platform it is the watched shop of that name, wherever it sells.
    """

    shop: str
    platform: Platform | None
    title: str
    link: str | None
    code: str | None
    day: date
    price_minor: int | None
    sales: int | None
    favourites: int | None
    campaign: str | None


@dataclass(frozen=True, slots=True)
class ReadSeen:
    """What a sheet says: rows to take in, and rows nobody can use."""

    rows: tuple[SeenRow, ...]
    problems: tuple[BadRow, ...]


def read_seen_file(connection: Connection, path: Path) -> ReadSeen:
    """What a workbook says. Raises a `FileProblem` for a file that cannot be read, `Invalid` for another sheet."""
    return _read(connection, rows_of_file(path, NAMES, _NEEDED))


def read_seen_cells(connection: Connection, cells: Sequence[Sequence[str]]) -> ReadSeen:
    """What pasted rows say, with or without headings."""
    return _read(connection, rows_of_cells(cells, NAMES, _NEEDED))


@command("competitors.take_sheet", NN_("Note {count} look at competitors", "Note {count} looks at competitors"))
def take_seen(uow: UnitOfWork, rows: Sequence[SeenRow]) -> int:
    """Take a sheet in: shops and items it names are watched from now on. Returns how many days were written."""
    shops: dict[tuple[str, Platform | None], int] = {}
    items: dict[tuple[int, str], int] = {}
    seen = []
    for row in rows:
        shop = shops.get((row.shop, row.platform))
        if shop is None:
            shop = shops[row.shop, row.platform] = named_competitor(uow, row.shop, row.platform).id
        item = items.get((shop, row.title))
        if item is None:
            draft = CompetitorItemDraft(shop, row.title, row.link, row.code)
            item = items[shop, row.title] = named_item(uow, draft).id
        seen.append(SeenDraft(item, row.day, row.price_minor, row.sales, row.favourites, row.campaign))
    return len(note_seen(uow, seen))


def export_seen(connection: Connection, out: Path, *, request: TableRequest | None = None) -> int:
    """Write what was seen, in the order and with the filters on screen, as the sheet that is read again."""
    return export_list(connection, SEEN_DAYS, _SEEN_KEYS, request or TableRequest(), out, _named)


def export_competitors(connection: Connection, out: Path, *, request: TableRequest | None = None) -> int:
    """Write the watched items with what was seen of them last, in the order and with the filters on screen."""
    return export_list(connection, COMPETITORS, _ITEM_KEYS, request or TableRequest(), out, _named)


def _named(key: str, value: Value) -> Value:
    return translate(PLATFORM_NAMES[Platform(str(value))]) if key == "platform" else value


def _read(connection: Connection, rows: Sequence[SheetRow]) -> ReadSeen:
    zone, currency = settings.read(connection, settings.ZONE), settings.read(connection, settings.CURRENCY)
    found, problems = [], []
    for row in rows:
        try:
            found.append(_seen_row(row, zone, currency))
        except Unusable as problem:
            problems.append(BadRow(row.number, row.text(ITEM) or row.text(SHOP), problem.reason))
    return ReadSeen(tuple(found), tuple(problems))


def _seen_row(row: SheetRow, zone: str, currency: str) -> SeenRow:
    for name in (SHOP, ITEM):
        if not row.text(name):
            raise Unusable(message(N_("{column} is empty"), column=message(name)))
    price = row.read(PRICE, money(minor_digits(currency), "."))
    sales, favourites = row.read(SALES, integer), row.read(FAVOURITES, integer)
    return SeenRow(
        row.text(SHOP), _platform(row.text(PLATFORM)), row.text(ITEM), row.text(LINK) or None, row.text(OURS) or None,
        _day(row.text(DAY), zone), price, sales, favourites, row.text(CAMPAIGN) or None,
    )  # fmt: skip


def _platform(typed: str) -> Platform | None:
    if not typed:
        return None
    known = {shown.casefold(): one for one, name in PLATFORM_NAMES.items() for shown in (one, name, translate(name))}
    found = known.get(typed.casefold())
    if found is None:
        raise Unusable(message(N_("there is no platform called so")))
    return found


def _day(typed: str, zone: str) -> date:
    if not typed:
        return clock.business_day(clock.now(), zone)
    try:
        return clock.business_day(from_epoch_ms(instant("ymd", zone)(typed)), zone)
    except CellProblem as problem:
        raise Unusable(problem.said) from problem
