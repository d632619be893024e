"""``list``: any list of the shop as text, JSON or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from services import clock, settings
from services.aftersales.queries import CASES
from services.campaigns.queries import campaign_list
from services.catalog.product_lists import product_list, sku_list
from services.competitors.queries import COMPETITORS, SEEN_DAYS
from services.couriers.queries import CHARGES
from services.customers.listing import customer_list, list_as_set
from services.customers.reminders import reminders
from services.errors import Invalid
from services.exporting.text_export import ListColumn, Listing, Record, Value, as_json, columns_of, save
from services.finance.listing import TRANSACTIONS
from services.finance.queries import accounts
from services.fulfilment.papers import mask_address, mask_name, mask_phone
from services.fulfilment.travelling import PARCELS
from services.fulfilment.wave_listing import WAVES
from services.growth.post_queries import POSTS
from services.growth.queries import ACTIONS, AD_DAYS, ITEM_DAYS, SHOP_DAYS
from services.history import queries as history
from services.i18n import N_, NN_, translate
from services.importing.queries import past_imports
from services.kernel.table_query import Kind, TableQuery, TableRequest
from services.messages import message, plural_message, render
from services.orders.queries import LINES, ORDERS
from services.purchasing.tables import PURCHASES, SUPPLIERS
from services.reviews.queries import REVIEWS
from services.shop import Shop
from services.stock.listing import LOTS, MOVES, STOCK
from services.stocktake.listing import COUNTS, STOCKTAKES
from services.tax.invoice_list import INVOICES
from services.types import Money
from ui.cli.call import Call
from ui.cli.console import iso
from ui.cli.where import Term, names_to_look_up, nobody_has, request_of, split

TABLES: dict[str, TableQuery] = {
    "orders": ORDERS,
    "lines": LINES,
    "parcels": PARCELS,
    "waves": WAVES,
    "suppliers": SUPPLIERS,
    "purchases": PURCHASES,
    "transactions": TRANSACTIONS,
    "stock": STOCK,
    "moves": MOVES,
    "lots": LOTS,
    "stocktakes": STOCKTAKES,
    "counts": COUNTS,
    "cases": CASES,
    "reviews": REVIEWS,
    "courier_charges": CHARGES,
    "shop_days": SHOP_DAYS,
    "item_days": ITEM_DAYS,
    "ad_days": AD_DAYS,
    "invoices": INVOICES,
    "actions": ACTIONS,
    "posts": POSTS,
    "competitors": COMPETITORS,
    "competitor_days": SEEN_DAYS,
}
_DATED: dict[str, Callable[[date], TableQuery]] = {
    "products": product_list,
    "skus": sku_list,
    "customers": customer_list,
    "campaigns": campaign_list,
}
"""Lists that look back from a day of the shop."""
_AS_SET: dict[str, Callable[..., TableQuery]] = {"customers": list_as_set}
"""Those of them that depend on what this shop has set."""
_Masks = Mapping[str, Callable[[str], str]]
_PEOPLE: dict[str, _Masks] = {
    "orders": {"buyer": mask_name, "receiver": mask_name, "phone": mask_phone, "address": mask_address},
    "customers": {"name": mask_name},
    "reviews": {"buyer": mask_name},
    "follow_ups": {"customer": mask_name},
}
"""What tells who somebody is, and how a terminal hides it as the screen does; files and JSON carry it in full."""
_NOBODY: _Masks = {}
WRITTEN = NN_("{count} row was written to {path}.", "{count} rows were written to {path}.")
_INVERSES = {"undo": N_("Undo: {what}"), "redo": N_("Redo: {what}")}
_PAGE = 500
_ALL = 1 << 31


@dataclass(frozen=True, slots=True)
class ShortList:
    """A list that is short enough to be filtered row by row."""

    columns: tuple[ListColumn, ...]
    rows: Callable[[Shop, str], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A list ready to be read: its columns, how many rows match, and these rows."""

    columns: tuple[ListColumn, ...]
    total: int
    rows: Iterable[Record]


def _imports(shop: Shop, zone: str) -> Iterator[Record]:
    for one in shop.ask(past_imports, _ALL):
        yield {
            "id": str(one.id),
            "file": one.file_name,
            "format": one.format_id,
            "kind": one.kind,
            "channel": one.channel,
            "at": iso(one.imported_at, zone),
            "rows": one.rows,
            "new": one.new,
            "updated": one.updated,
            "unchanged": one.unchanged,
            "skipped": one.skipped,
            "rejected": one.rejected,
            "waiting": one.waiting,
        }


def _accounts(shop: Shop, _zone: str) -> Iterator[Record]:
    for one in shop.ask(accounts):
        yield {
            "id": str(one.id),
            "name": one.name,
            "kind": str(one.kind),
            "currency": one.currency,
            "number": one.number_tail,
            "opening": Money(one.opening_minor, one.currency).decimal(),
            "in": Money(one.in_minor, one.currency).decimal(),
            "out": Money(one.out_minor, one.currency).decimal(),
            "by_hand": Money(one.beside_minor, one.currency).decimal(),
            "balance": Money(one.balance_minor, one.currency).decimal(),
            "transactions": one.count,
            "last": one.last_on.isoformat() if one.last_on is not None else None,
            "archived": one.is_archived,
        }


def _follow_ups(shop: Shop, zone: str) -> Iterator[Record]:
    today = clock.business_day(clock.now(), zone)
    for one in shop.ask(reminders):
        yield {
            "id": str(one.id),
            "customer_id": str(one.customer_id),
            "customer": one.customer,
            "due": one.due_on.isoformat(),
            "text": one.text,
            "state": one.state(today),
            "done_at": iso(one.done_at, zone) if one.done_at is not None else None,
            "result": one.result,
        }


def operations(shop: Shop, zone: str) -> Iterator[Record]:
    """Everything that was done, newest first."""
    before: int | None = None
    while page := shop.ask(history.operations, limit=_PAGE, before_id=before):
        for one in page:
            yield {
                "id": str(one.id),
                "code": one.code,
                "text": _what_was_done(one),
                "at": iso(one.at, zone),
                "undone": one.is_undone,
                "source": one.source,
            }
        before = page[-1].id


def _what_was_done(one: history.OperationView) -> str:
    """The words of an operation; an undo or redo says that it is one."""
    template = _INVERSES.get(str(one.kind))
    return render(one.text if template is None else message(template, what=one.text))


_SHORT = {
    "accounts": ShortList(
        (
            ListColumn("id", N_("No."), Kind.ID),
            ListColumn("name", N_("Account"), Kind.TEXT),
            ListColumn("kind", N_("Kind"), Kind.CODE),
            ListColumn("currency", N_("Currency"), Kind.CODE),
            ListColumn("number", N_("Number"), Kind.ID),
            ListColumn("opening", N_("Opening balance"), Kind.TEXT),
            ListColumn("in", N_("Money in"), Kind.TEXT),
            ListColumn("out", N_("Money out"), Kind.TEXT),
            ListColumn("balance", N_("Balance"), Kind.TEXT),
            ListColumn("transactions", N_("Transactions"), Kind.INTEGER),
            ListColumn("last", N_("Last movement"), Kind.DATE),
            ListColumn("archived", N_("Archived"), Kind.FLAG),
        ),
        _accounts,
    ),
    "follow_ups": ShortList(
        (
            ListColumn("id", N_("No."), Kind.ID),
            ListColumn("customer_id", N_("Customer no."), Kind.ID),
            ListColumn("customer", N_("Customer"), Kind.TEXT),
            ListColumn("due", N_("Due day"), Kind.DATE),
            ListColumn("text", N_("What to do"), Kind.TEXT),
            ListColumn("state", N_("State"), Kind.CODE),
            ListColumn("done_at", N_("Done"), Kind.TEXT),
            ListColumn("result", N_("Result"), Kind.TEXT),
        ),
        _follow_ups,
    ),
    "imports": ShortList(
        (
            ListColumn("id", N_("No."), Kind.ID),
            ListColumn("file", N_("File"), Kind.TEXT),
            ListColumn("format", N_("Format"), Kind.CODE),
            ListColumn("kind", N_("Kind"), Kind.CODE),
            ListColumn("channel", N_("Channel"), Kind.TEXT),
            ListColumn("at", N_("Time"), Kind.TEXT),
            *(
                ListColumn(key, header, Kind.INTEGER)
                for key, header in (
                    ("rows", N_("Rows")),
                    ("new", N_("New")),
                    ("updated", N_("Updated")),
                    ("unchanged", N_("Unchanged")),
                    ("skipped", N_("Skipped")),
                    ("rejected", N_("Rejected")),
                    ("waiting", N_("Waiting")),
                )
            ),
        ),
        _imports,
    ),
    "history": ShortList(
        (
            ListColumn("id", N_("No."), Kind.ID),
            ListColumn("code", N_("Code"), Kind.CODE),
            ListColumn("text", N_("What was done"), Kind.TEXT),
            ListColumn("at", N_("Time"), Kind.TEXT),
            ListColumn("undone", N_("Undone"), Kind.FLAG),
            ListColumn("source", N_("Source"), Kind.CODE),
        ),
        operations,
    ),
}
NAMES = OPEN = (*_DATED, *TABLES, *_SHORT)


def run(call: Call) -> int:
    """Show a list, save it to a file, or name its columns."""
    what = call.words.what
    if what not in NAMES:
        known = ", ".join(OPEN)
        raise Invalid(field=message(N_("List")), value=what, reason=message(N_("known lists: {known}"), known=known))
    keys = tuple(key.strip() for key in (call.words.columns or "").split(",") if key.strip())
    if keys == ("help",):
        columns = _columns(what, ())
        entries = [{"key": column.key, "heading": translate(column.header)} for column in columns]
        call.console.answer({"columns": entries}, [f"{one['key']}\t{one['heading']}" for one in entries])
        return 0
    with call.reading() as shop, _opened(call, shop, what, keys) as found:
        if call.words.out is not None:
            _save(call, found)
        else:
            is_masked = shop.ask(settings.read, settings.MASK_SCREEN)
            _write(call, found, _PEOPLE.get(what, _NOBODY) if is_masked else _NOBODY)
    return 0


def _columns(what: str, keys: tuple[str, ...]) -> tuple[ListColumn, ...]:
    if what not in _SHORT:
        return columns_of(_query(what, clock.now().date()), keys)
    known = {column.key: column for column in _SHORT[what].columns}
    unknown = next((key for key in keys if key not in known), None)
    if unknown is not None:
        raise _no_column(unknown, known)
    return tuple(known[key] for key in keys or known)


def _query(what: str, today: date) -> TableQuery:
    return _DATED[what](today) if what in _DATED else TABLES[what]


def _no_column(key: str, known: Iterable[str]) -> Invalid:
    reason = message(N_("known columns: {known}"), known=", ".join(known))
    return Invalid(field=message(N_("Column")), value=key, reason=reason)


@contextmanager
def _opened(call: Call, shop: Shop, what: str, keys: tuple[str, ...]) -> Iterator[_Opened]:
    zone, limit = shop.ask(settings.read, settings.ZONE), call.words.limit
    typed = call.words.where or ""
    if what in _SHORT:
        columns = _columns(what, keys)
        matching = _matching(_SHORT[what], shop, zone, typed)
        chosen = [{column.key: record[column.key] for column in columns} for record in matching]
        yield _Opened(columns, len(chosen), chosen if limit is None else chosen[:limit])
        return
    today = clock.business_day(clock.now(), zone)
    query = shop.ask(_AS_SET[what], today) if what in _AS_SET else _query(what, today)
    request = request_of(typed, query, currency=shop.ask(settings.read, settings.CURRENCY), zone=zone)
    listing = Listing(shop, query, request, keys, task=call.console.task)
    try:
        if not listing.total:
            _say_of_names(call, shop, query, request)
        yield _Opened(listing.columns, listing.total, listing.rows(limit))
    finally:
        listing.close()


def _say_of_names(call: Call, shop: Shop, query: TableQuery, request: TableRequest) -> None:
    """Where nothing was found, name the codes and names of the filters that no row has: they may be typed wrongly."""
    for wanted in names_to_look_up(query, request.filters):
        for said in nobody_has(wanted, shop.ask(query.held, wanted.key, _PAGE)):
            call.console.say(render(said))


def _matching(short: ShortList, shop: Shop, zone: str, typed: str) -> Iterator[Record]:
    search, terms = split(typed)
    known = [column.key for column in short.columns]
    unknown = next((term.key for term in terms if term.key not in known), None)
    if unknown is not None:
        raise _no_column(unknown, known)
    words = search.casefold().split()
    for record in short.rows(shop, zone):
        everything = " ".join(str(value) for value in record.values()).casefold()
        if all(word in everything for word in words) and all(_fits(term, record[term.key]) for term in terms):
            yield record


def _fits(term: Term, value: Value) -> bool:
    shown = "" if value is None else str(value).casefold()
    wanted = [one.strip().casefold() for one in term.value.split(",")]
    is_whole = term.is_whole or not isinstance(value, str)
    return shown in wanted if is_whole else any(one in shown for one in wanted)


def _save(call: Call, found: _Opened) -> None:
    count = save(call.out, found.columns, found.total, iter(found.rows), translate)
    call.console.say(render(plural_message(WRITTEN, count, path=str(call.out))))
    call.console.answer({"total": found.total, "rows": count, "out": str(call.out)})


def _write(call: Call, found: _Opened, masks: _Masks) -> None:
    if not call.console.as_json:
        print("\t".join(translate(column.header) for column in found.columns), file=call.console.out)
        for record in found.rows:
            cells = (masks.get(key, _as_it_is)(shown(value)) for key, value in record.items())
            print("\t".join(cells), file=call.console.out)
        return
    with call.console.rows(f'{{"total": {found.total}, "rows": ') as out:
        for number, record in enumerate(found.rows):
            out.write((", " if number else "") + as_json(record))


def _as_it_is(text: str) -> str:
    return text


def shown(value: Value) -> str:
    """A value on one line of text."""
    return "" if value is None else " ".join(str(value).split())
