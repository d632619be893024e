"""The verbs and what each of them takes."""

from __future__ import annotations

import importlib
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from typing import TypeAlias

from services.about import program_version
from services.charts.registry import CHARTS
from services.fulfilment.labels import LabelField
from services.i18n import LANGUAGES, N_, translate
from services.profit.facts import Basis
from services.reports.registry import REPORTS
from services.round_trip.registry import EXPORTS
from services.round_trip.templates import SAMPLES
from services.types import CostMethod
from ui.cli import backups, importing, keeping, listing, restoring, words
from ui.cli.call import Call
from ui.cli.words import Parser

PAPER_NAMES = ("A4", "A5", "100x150")
PACKING_PAPER_NAMES = (*PAPER_NAMES, "76x130", "58mm")
BASES = tuple(str(one) for one in Basis)
WAVE_ACTIONS = ("make", "add", "remove", "picked", "dissolve")
PAGES = (
    "today", "orders", "products", "inventory", "after-sales", "finance", "customers", "charts", "growth", "import",
    "history", "settings",
)  # fmt: skip
"""Pages of the window, which is not loaded for this; a test holds them to its own."""
STOCK_ACTIONS = ("assemble", "take-apart", "costing")
FOLLOW_UP_ACTIONS = ("add", "change", "done", "reopen", "remove")
CASE_ACTIONS = ("link", "unlink")
LABEL_SIZES = ("40x30", "60x40", "a4")
Action: TypeAlias = Callable[[Call], int]


def parser() -> ArgumentParser:
    """The whole command line, in the current language."""
    root = Parser(prog="main.py", description=translate(N_("Zhanggui: runs a one-person online shop.")))
    root.add_argument("--version", action="version", version=f"Zhanggui {program_version()}",
                      help=translate(N_("show the version and end")))  # fmt: skip
    verbs = root.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    for name, text, fill, action in _VERBS:
        verb = verbs.add_parser(name, help=translate(text), description=translate(text))
        _add_common(verb)
        fill(verb)
        verb.set_defaults(action=action)
    return root


def _add_common(verb: ArgumentParser) -> None:
    verb.add_argument("--shop", type=words.path, metavar="FILE", help=translate(N_("the shop file")))
    verb.add_argument("--json", action="store_true", help=translate(N_("answer with one JSON object")))
    verb.add_argument("--lang", choices=LANGUAGES, help=translate(N_("the language of texts and headings")))


def _nothing(_verb: ArgumentParser) -> None:
    """A verb that takes nothing of its own."""


def _add_out(verb: ArgumentParser, *, required: bool = True) -> None:
    verb.add_argument(
        "--out", type=words.path, metavar="FILE", required=required, help=translate(N_("the file to write"))
    )


def _import(verb: ArgumentParser) -> None:
    verb.add_argument("paths", nargs="+", type=words.path, metavar="PATH", help=translate(N_("the files to read")))
    known = N_("read the files as this format; “formats” lists them")
    verb.add_argument("--format", metavar="ID", help=translate(known))
    verb.add_argument("--channel", metavar="NAME", help=translate(N_("the channel the orders belong to")))
    locked = verb.add_mutually_exclusive_group()
    shown = N_("what locked ZIP archives are opened with; others on this computer can see it")
    locked.add_argument("--password", metavar="TEXT", help=translate(shown))
    where = N_("where that password stands, - for the standard input")
    locked.add_argument("--password-file", metavar="FILE", help=translate(where))
    verb.add_argument("--dry-run", action="store_true", help=translate(N_("only show what would change")))


def _list(verb: ArgumentParser) -> None:
    verb.add_argument("what", metavar="WHAT", help=", ".join(listing.OPEN))
    where = N_("what would be typed into the search box, and terms such as status:paid or paid:100..200")
    verb.add_argument("--where", metavar="TEXT", help=translate(where))
    verb.add_argument("--columns", metavar="A,B", help=translate(N_("which columns; “help” lists them")))
    verb.add_argument("--limit", type=words.limit, metavar="N", help=translate(N_("at most so many rows")))
    _add_out(verb, required=False)


def _export(verb: ArgumentParser) -> None:
    verb.add_argument("what", metavar="WHAT", help=", ".join((*EXPORTS, keeping.ACCOUNTANT)))
    for_whom = N_("the first day of what the accountant gets; else the month of the last")
    verb.add_argument("--from", dest="first", type=words.day, metavar="D", help=translate(for_whom))
    until = N_("the last day of what the accountant gets; else today")
    verb.add_argument("--to", dest="last", type=words.day, metavar="D", help=translate(until))
    _add_out(verb)


def _packing(verb: ArgumentParser) -> None:
    _paper(verb, PACKING_PAPER_NAMES)


def _paper(verb: ArgumentParser, sizes: Sequence[str] = PAPER_NAMES) -> None:
    _add_out(verb)
    chosen = verb.add_mutually_exclusive_group()
    chosen.add_argument("--orders", metavar="NO,NO", help=translate(N_("these order numbers")))
    chosen.add_argument("--ready", action="store_true", help=translate(N_("all orders that are ready (the default)")))
    unprinted = N_("of the ready orders only those that are not on such a paper yet")
    verb.add_argument("--unprinted", action="store_true", help=translate(unprinted))
    verb.add_argument("--paper", choices=sizes, help=translate(N_("the size of the paper")))


def _handover(verb: ArgumentParser) -> None:
    _add_out(verb)
    chosen = verb.add_mutually_exclusive_group()
    chosen.add_argument("--orders", metavar="NO,NO", help=translate(N_("these order numbers")))
    ready = N_("all parcels with a tracking number that were on no such list yet (the default)")
    chosen.add_argument("--ready", action="store_true", help=translate(ready))


def _ship_file(verb: ArgumentParser) -> None:
    verb.add_argument("--channel", metavar="NAME", required=True, help=translate(N_("the channel to report to")))
    verb.add_argument(
        "--template", type=words.path, metavar="FILE", help=translate(N_("the platform's own empty template"))
    )
    verb.add_argument("--again", action="store_true", help=translate(N_("also orders that were reported before")))
    verb.add_argument("--mark-shipped", action="store_true", help=translate(N_("mark the orders as shipped")))
    _add_out(verb)


def _wave(verb: ArgumentParser) -> None:
    verb.add_argument("what", choices=WAVE_ACTIONS, metavar="|".join(WAVE_ACTIONS))
    verb.add_argument("--number", metavar="NO", help=translate(N_("the number of the wave")))
    verb.add_argument("--orders", metavar="NO,NO", help=translate(N_("these order numbers instead of a rule")))
    verb.add_argument("--channel", metavar="NAME", help=translate(N_("only orders of this channel")))
    verb.add_argument(
        "--within", type=words.count, metavar="H", help=translate(N_("only what must leave in so many hours"))
    )
    verb.add_argument("--shelf", metavar="TEXT", help=translate(N_("only what lies on shelves that begin so")))
    most = N_("at most so many parcels; 50 unless said")
    verb.add_argument("--most", type=words.count, metavar="N", default=50, help=translate(most))


def _stock(verb: ArgumentParser) -> None:
    verb.add_argument("what", choices=STOCK_ACTIONS, metavar="|".join(STOCK_ACTIONS))
    verb.add_argument("--sku", metavar="CODE", help=translate(N_("the code of the bundle")))
    verb.add_argument("--pieces", type=words.count, metavar="N", help=translate(N_("how many of it")))
    verb.add_argument("--place", metavar="NAME", help=translate(N_("where it lies; else where sales leave from")))
    verb.add_argument("--note", metavar="TEXT", help=translate(N_("a note with it")))
    how = N_("how goods sold are costed; chosen before goods move")
    verb.add_argument("--method", choices=tuple(str(one) for one in CostMethod), help=translate(how))


def _follow_up(verb: ArgumentParser) -> None:
    verb.add_argument("what", choices=FOLLOW_UP_ACTIONS, metavar="|".join(FOLLOW_UP_ACTIONS))
    verb.add_argument(
        "--customer", type=words.row_id, metavar="ID", help=translate(N_("the customer's number; see “list customers”"))
    )
    number = N_("the number of the follow-up; see “list follow_ups”")
    verb.add_argument("--id", type=words.row_id, metavar="ID", help=translate(number))
    verb.add_argument("--text", metavar="TEXT", help=translate(N_("what is to be done")))
    verb.add_argument("--due", type=words.day, metavar="D", help=translate(N_("the day it is to be done by")))
    verb.add_argument("--result", metavar="TEXT", help=translate(N_("what came of it, once it is done")))


def _case(verb: ArgumentParser) -> None:
    verb.add_argument("what", choices=CASE_ACTIONS, metavar="|".join(CASE_ACTIONS))
    number = N_("the number of the case; see “list cases”")
    verb.add_argument("--number", metavar="NO", required=True, help=translate(number))
    verb.add_argument("--order", metavar="NO", help=translate(N_("the order that was sent for it")))
    several = N_("whose case and order are meant, where several channels have one of the number")
    verb.add_argument("--channel", metavar="NAME", help=translate(several))


def _labels(verb: ArgumentParser) -> None:
    chosen = verb.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--skus", metavar="A,B", help=translate(N_("these own codes or barcodes")))
    chosen.add_argument("--where", metavar="TEXT", help=translate(N_("the products this would find in their list")))
    verb.add_argument("--size", choices=LABEL_SIZES, default=LABEL_SIZES[0], help=translate(N_("the size of a label")))
    verb.add_argument(
        "--copies", type=words.count, metavar="N", default=1, help=translate(N_("labels of each product"))
    )
    shown = translate(N_("what stands on a label: {fields}")).format(fields=", ".join(LabelField))
    verb.add_argument("--fields", metavar="A,B", help=shown)
    verb.add_argument(
        "--skip", type=words.count, metavar="N", default=0, help=translate(N_("used places of the first sheet"))
    )
    _add_out(verb)


def _purchase_order(verb: ArgumentParser) -> None:
    verb.add_argument("--number", metavar="NO", required=True, help=translate(N_("the number of the purchase")))
    _add_out(verb)


def _report(verb: ArgumentParser) -> None:
    verb.add_argument("name", metavar="NAME", help=", ".join(REPORTS))
    verb.add_argument("--from", dest="first", type=words.day, metavar="D", help=translate(N_("the first day")))
    verb.add_argument("--to", dest="last", type=words.day, metavar="D", help=translate(N_("the last day")))
    alone = N_("this day alone; or “ordered” or “settled”")
    verb.add_argument("--date", type=words.day_or(BASES), metavar="D", help=translate(alone))
    limited = N_("the supplier, account, account of the books, campaign or kind of advice it is limited to")
    verb.add_argument("--by", metavar="WHAT", help=translate(N_("what the profit is put together by")))
    verb.add_argument("--only", metavar="NAME", help=translate(limited))
    _add_out(verb, required=False)


def _person(verb: ArgumentParser) -> None:
    verb.add_argument(
        "id", type=words.row_id, metavar="ID", help=translate(N_("the customer's number; see “list customers”"))
    )
    _add_out(verb)


def _erase(verb: ArgumentParser) -> None:
    verb.add_argument("what", metavar="WHAT", help="person, recipients, backups")
    verb.add_argument(
        "--id", type=words.row_id, metavar="ID", help=translate(N_("the customer's number; see “list customers”"))
    )
    verb.add_argument("--days", type=words.count, metavar="N", help=translate(N_("orders older than so many days")))
    verb.add_argument("--reason", metavar="TEXT", help=translate(N_("why; it stays in the shop")))
    verb.add_argument("--dry-run", action="store_true", help=translate(N_("only show what would change")))


def _chart(verb: ArgumentParser) -> None:
    verb.add_argument("name", metavar="NAME", help=", ".join(CHARTS))
    verb.add_argument("--from", dest="first", type=words.day, metavar="D", help=translate(N_("the first day")))
    verb.add_argument("--to", dest="last", type=words.day, metavar="D", help=translate(N_("the last day")))
    _theme(verb)
    _add_out(verb)


def _theme(verb: ArgumentParser) -> None:
    verb.add_argument("--theme", choices=("light", "dark"), default="light", help=translate(N_("light unless said")))


def _check(verb: ArgumentParser) -> None:
    verb.add_argument("--repair", action="store_true", help=translate(N_("compute again what is derived")))
    alone = N_("with --repair: also where no backup can be made before it, which would take the repair back")
    verb.add_argument("--without-backup", action="store_true", help=translate(alone))


def _backup(verb: ArgumentParser) -> None:
    verb.add_argument(
        "--to", type=words.path, metavar="DIR", help=translate(N_("the folder, instead of the usual ones"))
    )


def _restore(verb: ArgumentParser) -> None:
    verb.add_argument(
        "backup", type=words.path, metavar="BACKUP", help=translate(N_("a file, or a name “backups” lists"))
    )
    chosen = verb.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--to", type=words.path, metavar="FILE", help=translate(N_("the new shop file to write")))
    in_place = N_("in the place of the shop, which must not be open; it is backed up and kept under another name")
    chosen.add_argument("--in-place", action="store_true", help=translate(in_place))
    other = N_("with --in-place: also a backup of another shop")
    verb.add_argument("--other-shop", action="store_true", help=translate(other))
    _add_passphrase(verb)


def _passphrase(verb: ArgumentParser) -> None:
    verb.add_argument(
        "what", nargs="?", choices=("set", "remove"), help=translate(N_("nothing: say whether one is set"))
    )
    _add_passphrase(verb)


def _add_passphrase(verb: ArgumentParser) -> None:
    where = translate(N_("where the passphrase of the backups stands, - for the standard input; else it is asked for"))
    verb.add_argument("--passphrase-file", metavar="FILE", help=where)


def _salvage(verb: ArgumentParser) -> None:
    verb.add_argument(
        "--to", type=words.path, metavar="FILE", required=True, help=translate(N_("the new shop file to write"))
    )


def _operation(verb: ArgumentParser) -> None:
    verb.add_argument("id", nargs="?", type=words.row_id, metavar="ID", help=translate(N_("the operation; see “log”")))


def _screenshot(verb: ArgumentParser) -> None:
    verb.add_argument("page", metavar="PAGE", help=", ".join(PAGES))
    size = N_("width and height of the window; 1366x768 unless said")
    verb.add_argument("--size", default="1366x768", metavar="WxH", help=translate(size))
    scale = N_("pixels for each point of the window, as on a fine screen")
    verb.add_argument("--scale", type=int, choices=(1, 2), default=1, help=translate(scale))
    _theme(verb)
    _add_out(verb)


def _demo(verb: ArgumentParser) -> None:
    verb.add_argument("dir", type=words.path, metavar="DIR", help=translate(N_("the folder to make it in")))
    verb.add_argument("--orders", type=words.count, metavar="N", help=translate(N_("make up so many orders")))
    seed = N_("another number makes up others; the same one the same")
    verb.add_argument("--seed", type=int, default=1, metavar="S", help=translate(seed))


def _sample(verb: ArgumentParser) -> None:
    verb.add_argument("kind", choices=SAMPLES, metavar="NAME", help=", ".join(SAMPLES))
    _add_out(verb)


def _settings(verb: ArgumentParser) -> None:
    verb.add_argument("task", choices=("export", "import"))
    verb.add_argument("file", type=words.path, metavar="FILE", help=translate(N_("the file of the settings")))


def _menu(verb: ArgumentParser) -> None:
    verb.add_argument("--remove", action="store_true", help=translate(N_("take it out again")))


def _manual(verb: ArgumentParser) -> None:
    page = N_("a page of the contents; nothing: the contents")
    verb.add_argument("page", nargs="?", metavar="PAGE", help=translate(page))


def _dev(verb: ArgumentParser) -> None:
    verb.add_argument(
        "task",
        choices=("i18n", "check", "sizes", "errors", "figures", "manual", "screens", "structure", "build", "audit"),
    )


def _loaded(module: str, name: str) -> Action:
    """An action whose module is loaded when it is first wanted: workbooks and papers take their time."""

    def action(call: Call) -> int:
        return int(getattr(importlib.import_module(f"ui.cli.{module}"), name)(call))

    return action


_VERBS: tuple[tuple[str, str, Callable[[ArgumentParser], None], Action], ...] = (
    ("new", N_("Create an empty shop file."), _nothing, keeping.new),
    ("import", N_("Import platform exports, product lists and tracking numbers."), _import, importing.run),
    ("list", N_("Show a list, or save it to a file."), _list, listing.run),
    ("export", N_("Write a list so that it can be imported again."), _export, keeping.export),
    ("wave", N_("Make a wave, change it, or mark it as picked."), _wave, _loaded("waving", "run")),
    (
        "stock",
        N_("Put bundles together or take them apart, or choose how goods are costed."),
        _stock,
        _loaded("stocking", "run"),
    ),
    ("pick-list", N_("Draw the pick list."), _paper, _loaded("papers", "run_pick_list")),
    ("packing-list", N_("Draw the packing lists."), _packing, _loaded("papers", "run_packing_list")),
    ("handover", N_("Draw the handover list for the couriers."), _handover, _loaded("papers", "run_handover")),
    ("ship-file", N_("Write the tracking numbers for a platform."), _ship_file, _loaded("papers", "run_ship_file")),
    ("labels", N_("Draw the labels of products."), _labels, _loaded("labels", "run")),
    (
        "purchase-order",
        N_("Write a purchase for the supplier, as PDF or workbook."),
        _purchase_order,
        _loaded("purchasing", "run"),
    ),
    (
        "follow-up",
        N_("Plan what is to be done for a customer, move it, finish it, or take it off."),
        _follow_up,
        _loaded("following_up", "run"),
    ),
    (
        "case",
        N_("Say which order was sent for an after-sales case, or that none was."),
        _case,
        _loaded("casework", "run"),
    ),
    ("report", N_("Show a report, or save it to a file."), _report, _loaded("reporting", "run")),
    ("person", N_("Write everything that is kept of one person."), _person, _loaded("erasing", "person")),
    ("erase", N_("Erase a person, or old recipients, for good."), _erase, _loaded("erasing", "erase")),
    ("chart", N_("Draw a chart into a picture."), _chart, _loaded("charting", "run")),
    ("check", N_("Check my data."), _check, keeping.check_data),
    ("backup", N_("Make a verified backup."), _backup, backups.backup),
    ("backups", N_("Show the backups there are."), _nothing, backups.backups),
    ("restore", N_("Restore a backup as a new file, or in the place of the shop."), _restore, restoring.restore),
    ("passphrase", N_("Encrypt new backups with a passphrase, or no more."), _passphrase, backups.passphrase),
    ("salvage", N_("Save what can be read of a damaged shop file as a new one."), _salvage, backups.salvage),
    ("log", N_("Show what was done."), _nothing, keeping.log),
    ("undo", N_("Take an operation back."), _operation, keeping.undo),
    ("redo", N_("Do an operation again that was taken back."), _operation, keeping.redo),
    ("formats", N_("Show the import formats."), _nothing, importing.formats),
    (
        "sample",
        N_("Write a workbook to fill in, with three invented rows that import."),
        _sample,
        _loaded("sampling", "run"),
    ),
    (
        "screenshot",
        N_("Draw a page of the window into a picture."),
        _screenshot,
        _loaded("demonstration", "run_screenshot"),
    ),
    ("demo", N_("Make a demo shop and the papers of a day."), _demo, _loaded("demonstration", "run_demo")),
    ("settings", N_("Write the settings to a file, or take over those of one."), _settings, _loaded("carrying", "run")),
    ("menu", N_("Put the program into the applications menu of a Linux desktop."), _menu, _loaded("menu", "run")),
    ("manual", N_("Print a page of the manual, or its contents."), _manual, _loaded("reading", "run_manual")),
    ("dev", N_("For developers: translations, checks, sizes, errors."), _dev, _loaded("dev", "run")),
)
NAMES = frozenset(verb[0] for verb in _VERBS)
"""Every verb."""
TAKE_A_FILE = frozenset({"import", "restore", "settings", "demo"})
"""Verbs that take a file or folder by itself, without an option in front of it; a test holds it to them."""
