"""Pick lists and packing lists as PDF files, on a printer, or as sheets to be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtGui import QImage

from services import formatting
from services.errors import NothingSelected
from services.fulfilment.bench import scan_code
from services.fulfilment.paper_fields import PackingOptions
from services.fulfilment.papers import PackingLine, PackingList, PickList, masked, piece_count
from services.i18n import N_
from services.messages import message
from services.types import PrintKind
from ui.paper.application import ensure_gui_application
from ui.paper.pdf import write_pdf
from ui.paper.pictures import picture_of
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize
from ui.paper.template import PaperTemplate, load, load_bundled

# Told how many parcels are done; raising from it stops the drawing.
Step = Callable[[int], None]


STANDARD = PackingOptions()


def pick_list_sheets(
    pick_list: PickList, paper: PaperSize, template: str | None = None, *, bundled: bool = False
) -> Iterator[Sheet]:
    """The pick list laid out. NothingSelected where it has no line. With `bundled` the template is the program's."""
    if not pick_list.lines:
        raise NothingSelected(what=message(N_("the pick list has no lines")))
    ensure_gui_application()
    values = asdict(pick_list) | {"printed_at": _local(pick_list.printed_at, pick_list.zone)}
    made = load_bundled(PrintKind.PICK_LIST) if bundled else load(PrintKind.PICK_LIST, template)
    yield Sheet(made, values, paper, pick_list.reprint)


def packing_sheets(
    lists: Sequence[PackingList],
    paper: PaperSize,
    options: PackingOptions,
    *,
    logo: Path | None = None,
    step: Step | None = None,
    bundled: bool = False,
) -> Iterator[Sheet]:
    """A sheet a parcel and its enclosures behind it, laid out one after the other. NothingSelected without parcels.

    `step` is told how many parcels are done. With `bundled` the program's own template is used, whatever is chosen.
    """
    if not lists:
        raise NothingSelected(what=message(N_("no parcel is chosen")))
    if any(not packing.lines for packing in lists):
        raise NothingSelected(what=message(N_("a parcel has no lines")))
    ensure_gui_application()
    template = load_bundled(PrintKind.PACKING_LIST) if bundled else load(PrintKind.PACKING_LIST, options.template)
    picture = _logo(logo) if options.logo else None
    before: dict[str, Sheet] = {}
    for done, packing in enumerate(lists, 1):
        values = _packing_values(packing, options)
        yield Sheet(template, values, paper, packing.reprint, logo=picture)
        for block in _enclosures(options, template):
            enclosure = Sheet(template, values, paper, False, enclosure=block, before=before.get(block), logo=picture)
            before[block] = enclosure
            yield enclosure
        if step is not None:
            step(done)


def render_pick_list(pick_list: PickList, paper: PaperSize, out: Path, template: str | None = None) -> int:
    """Write the pick list as a PDF and return its number of pages; the old file stays when that fails."""
    return write_pdf(pick_list_sheets(pick_list, paper, template), paper, out, pick_list.number)


def render_packing_lists(
    lists: Sequence[PackingList],
    paper: PaperSize,
    out: Path,
    options: PackingOptions = STANDARD,
    step: Step | None = None,
    logo: Path | None = None,
) -> int:
    """Write all parcels into one PDF and return its number of pages.

    `step` is told the number of parcels done; raising from it stops and leaves no file.
    """
    title = lists[0].order_numbers[0] if lists and lists[0].order_numbers else ""
    return write_pdf(packing_sheets(lists, paper, options, logo=logo, step=step), paper, out, title)


def _packing_values(packing: PackingList, options: PackingOptions) -> dict[str, object]:
    shown = masked(packing) if options.mask else packing
    number = packing.order_numbers[0] if packing.order_numbers else ""
    values: dict[str, object] = _fields_of(shown) | {
        "lines": [_line_values(line) for line in packing.lines],
        "order_no": number,
        "scan_code": scan_code(number, packing.part, packing.parts),
        "ordered_at": _local(packing.ordered_at, packing.zone),
        "piece_count": piece_count(packing.lines),
        "thank_you": packing.thank_you if options.thank_you else "",
        "show_receiver": options.show_receiver,
        "show_shelf": options.show_shelf,
        "show_prices": options.prices,
        "total": _total(packing) if options.prices else "",
    }
    if not options.show_receiver:
        values |= {"receiver": "", "phone": "", "address": ""}
    return values


def _fields_of(one: PackingList | PackingLine) -> dict[str, object]:
    """What a template is told of it; nothing in it holds more of the kind, so nothing has to be copied."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _line_values(line: PackingLine) -> dict[str, object]:
    money = line.amount
    return _fields_of(line) | {"amount": formatting.money(money.minor, money.currency) if money is not None else ""}


def _total(packing: PackingList) -> str:
    """What the lines cost together; nothing where a price is unknown or they are in several currencies."""
    amounts = [line.amount for line in packing.lines]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts) or len({amount.currency for amount in known}) != 1:
        return ""
    return formatting.money(sum(amount.minor for amount in known), known[0].currency)


def _enclosures(options: PackingOptions, template: PaperTemplate) -> tuple[str, ...]:
    """The blocks that are wanted on pages of their own; a template that has none of that name encloses nothing."""
    wanted = (("gift_card", options.gift_card), ("return_slip", options.return_slip))
    return tuple(block for block, is_wanted in wanted if is_wanted and template.has(block))


def _logo(path: Path | None) -> QImage | None:
    picture = picture_of(path) if path is not None else QImage()
    return None if picture.isNull() else picture


def _local(instant: datetime | None, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if instant is not None else ""
