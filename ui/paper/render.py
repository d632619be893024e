"""Pick lists and packing lists as PDF files, on a printer, or as sheets to be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtPrintSupport import QPrinter

from services.errors import NothingSelected
from services.fulfilment.papers import PackingList, PickList, masked, piece_count
from services.i18n import N_
from services.messages import message
from services.types import PrintKind
from ui.paper.application import ensure_gui_application
from ui.paper.pdf import print_sheets, write_pdf
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize
from ui.paper.template import PaperTemplate, load

# Told how many parcels are done; raising from it stops the drawing.
Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class PackingOptions:
    """What a packing list tells. `template` is the name of one of `template.choices`; None is the standard one."""

    show_receiver: bool = True
    mask: bool = True
    thank_you: bool = True
    show_shelf: bool = True
    template: str | None = None


STANDARD = PackingOptions()


def pick_list_sheets(pick_list: PickList, paper: PaperSize, template: str | None = None) -> Iterator[Sheet]:
    """The pick list laid out. NothingSelected where it has no line."""
    if not pick_list.lines:
        raise NothingSelected(what=message(N_("the pick list has no lines")))
    ensure_gui_application()
    values = asdict(pick_list) | {"printed_at": _local(pick_list.printed_at, pick_list.zone)}
    yield Sheet(load(PrintKind.PICK_LIST, template), values, paper, pick_list.reprint)


def packing_sheets(lists: Sequence[PackingList], paper: PaperSize, options: PackingOptions) -> Iterator[Sheet]:
    """One sheet a parcel, laid out one after the other. NothingSelected where there is no parcel or an empty one."""
    if not lists:
        raise NothingSelected(what=message(N_("no parcel is chosen")))
    if any(not packing.lines for packing in lists):
        raise NothingSelected(what=message(N_("a parcel has no lines")))
    ensure_gui_application()
    template = load(PrintKind.PACKING_LIST, options.template)
    for packing in lists:
        yield _packing_sheet(packing, paper, options, template)


def render_pick_list(pick_list: PickList, paper: PaperSize, out: Path, template: str | None = None) -> int:
    """Write the pick list as a PDF and return its number of pages; the old file stays when that fails."""
    return write_pdf(pick_list_sheets(pick_list, paper, template), paper, out, pick_list.number)


def render_packing_lists(
    lists: Sequence[PackingList],
    paper: PaperSize,
    out: Path,
    options: PackingOptions = STANDARD,
    step: Step | None = None,
) -> int:
    """Write all parcels into one PDF and return its number of pages.

    `step` is told the number of parcels done; raising from it stops and leaves no file.
    """
    title = lists[0].order_numbers[0] if lists and lists[0].order_numbers else ""
    return write_pdf(packing_sheets(lists, paper, options), paper, out, title, step)


def paint_pick_list(pick_list: PickList, paper: PaperSize, printer: QPrinter, template: str | None = None) -> int:
    """Print the pick list and return the number of pages printed."""
    return print_sheets(pick_list_sheets(pick_list, paper, template), paper, printer)


def paint_packing_lists(
    lists: Sequence[PackingList],
    paper: PaperSize,
    printer: QPrinter,
    options: PackingOptions = STANDARD,
) -> int:
    """Print one packing list a parcel and return the number of pages printed."""
    return print_sheets(packing_sheets(lists, paper, options), paper, printer)


def _packing_sheet(packing: PackingList, paper: PaperSize, options: PackingOptions, template: PaperTemplate) -> Sheet:
    shown = masked(packing) if options.mask else packing
    values = asdict(shown) | {
        "order_no": packing.order_numbers[0] if packing.order_numbers else "",
        "ordered_at": _local(packing.ordered_at, packing.zone),
        "piece_count": piece_count(packing.lines),
        "thank_you": packing.thank_you if options.thank_you else "",
        "show_receiver": options.show_receiver,
        "show_shelf": options.show_shelf,
    }
    if not options.show_receiver:
        values |= {"receiver": "", "phone": "", "address": ""}
    return Sheet(template, values, paper, packing.reprint)


def _local(instant: datetime | None, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if instant is not None else ""
