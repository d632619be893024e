"""``pick-list``, ``packing-list``, ``handover`` and ``ship-file``: the papers of the day.

Qt is loaded only where something is drawn.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services import settings
from services.catalog.pictures import folder_of
from services.channels.queries import channel_named
from services.couriers.handover import handover_list, waiting_for_handover
from services.errors import Invalid, NotFound, NothingSelected
from services.fulfilment.commands import log_print
from services.fulfilment.packing import companions
from services.fulfilment.paper_fields import choices_of
from services.fulfilment.queries import packing_lists, pick_list, ready_ids, shipments
from services.fulfilment.ship_layouts import read_template, ship_layout, write_ship_files
from services.i18n import N_, NN_
from services.kernel.tasks import Task
from services.messages import message, plural_message, render
from services.orders.commands import set_status
from services.orders.queries import ids_of
from services.shop import Shop
from services.types import OrderStatus, PrintKind
from ui.cli.call import Call

if TYPE_CHECKING:
    from ui.paper.size import PaperSize

PAPERS = {"A4": "a4", "A5": "a5", "100x150": "label"}
_PICKED = NN_(
    "The pick list {number} over {count} order is in {path}.",
    "The pick list {number} over {count} orders is in {path}.",
)
_PACKED = NN_("{count} packing list is in {path}.", "{count} packing lists are in {path}.")
_HANDED = NN_(
    "The handover list {number} over {count} parcel is in {path}.",
    "The handover list {number} over {count} parcels is in {path}.",
)
_REPORTED = NN_("The ship file {path} has {count} order.", "The ship file {path} has {count} orders.")


def run_pick_list(call: Call) -> int:
    """Draw one pick list over the chosen orders and note it in the print log."""
    require_pdf(call.out)
    with call.writing() as shop:
        ids = _chosen(call, shop, PrintKind.PICK_LIST)
        made = make_pick_list(shop, ids, call.out, call.words.paper or "A4")
    call.console.say(render(plural_message(_PICKED, made["orders"], number=made["number"], path=made["out"])))
    call.console.answer(made)
    return 0


def run_packing_list(call: Call) -> int:
    """Draw a packing list for every chosen order and note it in the print log."""
    require_pdf(call.out)
    with call.writing() as shop:
        ids = _chosen(call, shop, PrintKind.PACKING_LIST)
        made = make_packing_lists(shop, ids, call.out, call.words.paper, call.console.task)
    call.console.say(render(plural_message(_PACKED, made["parcels"], path=made["out"])))
    call.console.answer(made)
    return 0


def run_handover(call: Call) -> int:
    """Draw the handover list of the chosen parcels, a part for each courier, and note it in the print log."""
    require_pdf(call.out)
    with call.writing() as shop:
        numbers = call.words.orders
        ids = shop.ask(waiting_for_handover) if numbers is None else ids_of_numbers(shop, numbers)
        made = make_handover(shop, ids, call.out)
    call.console.say(render(plural_message(_HANDED, made["parcels"], number=made["number"], path=made["out"])))
    call.console.answer(made)
    return 0


def run_ship_file(call: Call) -> int:
    """Write the tracking numbers of a channel as its back-end reads them."""
    words = call.words
    if words.template is not None and call.out.suffix.lower() != ".xlsx":
        reason = message(N_("a template is filled as a workbook: the name must end in .xlsx"))
        raise Invalid(field=message(N_("File")), value=call.out.name, reason=reason)
    with call.writing() as shop:
        channel = shop.ask(channel_named, words.channel)
        if channel is None:
            raise NotFound(what=message(N_("channel")), which=words.channel)
        template = call.path(words.template) if words.template is not None else None
        made = make_ship_file(shop, channel.id, call.out, template=template, again=words.again)
        if words.mark_shipped:
            shop.run(set_status, made["ids"], OrderStatus.SHIPPED, task=call.console.task)
    del made["ids"]
    call.console.say(render(plural_message(_REPORTED, made["orders"], path=", ".join(made["files"]))))
    call.console.answer(made)
    return 0


def make_pick_list(
    shop: Shop, order_ids: tuple[int, ...], out: Path, paper: str, *, logs: bool = True
) -> dict[str, Any]:
    """Draw the pick list and, with `logs`, note it as printed; returns what the verb answers."""
    found = shop.ask(pick_list, order_ids)
    size = _paper(paper)
    from ui.paper.render import render_pick_list

    pages = render_pick_list(found, size, out)
    if logs:
        shop.run(log_print, PrintKind.PICK_LIST, order_ids, str(out))
    return {
        "out": str(out),
        "number": found.number,
        "orders": found.order_count,
        "pieces": found.piece_count,
        "pages": pages,
    }


def make_packing_lists(
    shop: Shop, order_ids: tuple[int, ...], out: Path, paper: str | None, task: Task, *, logs: bool = True
) -> dict[str, Any]:
    """Draw the packing lists as the shop's settings want them; returns what the verb answers."""
    kept = shop.ask(settings.read_all)
    found = shop.ask(packing_lists, order_ids)
    size = _paper(paper or str(kept[settings.PAPER_SIZE.key]))
    from ui.paper.render import render_packing_lists

    chosen = choices_of(kept, folder_of(shop.path))
    step = partial(_drawn, task, len(found))
    pages = render_packing_lists(found, size, out, chosen.options_for(size.key), step, chosen.logo)
    made = {"out": str(out), "orders": len(order_ids), "parcels": len(found), "pages": pages}
    if logs:
        printed = [*order_ids, *shop.ask(companions, order_ids)]
        made["number"] = shop.run(log_print, PrintKind.PACKING_LIST, printed, str(out)).value
    return made


def make_handover(shop: Shop, order_ids: tuple[int, ...], out: Path, *, logs: bool = True) -> dict[str, Any]:
    """Draw the handover list and, with `logs`, note it as printed; returns what the verb answers."""
    found = shop.ask(handover_list, order_ids)
    use_no_screen()
    from ui.paper.handover import render_handover

    pages = render_handover(found, out)
    if logs:
        shop.run(log_print, PrintKind.HANDOVER, found.order_ids, str(out))
    return {
        "out": str(out),
        "number": found.number,
        "parcels": found.parcels,
        "orders": len(found.order_ids),
        "couriers": [{"courier": part.courier, "parcels": len(part.lines)} for part in found.parts],
        "pages": pages,
    }


def make_ship_file(
    shop: Shop, channel_id: int, out: Path, *, template: Path | None = None, again: bool = False, logs: bool = True
) -> dict[str, Any]:
    """Write the ship file, in several where the platform takes only so many rows; `ids` are its orders."""
    found = shop.ask(shipments, channel_id, again=again)
    if not found:
        raise NothingSelected(what=message(N_("no tracking number of this channel is waiting to be reported")))
    layout = shop.ask(ship_layout, channel_id)
    if template is not None:
        layout = replace(layout, template=read_template(template))
    files = write_ship_files(found, out, layout)
    ids = tuple(shipment.order_id for shipment in found)
    made: dict[str, Any] = {"out": str(out), "orders": len(found), "ids": ids, "files": [str(one) for one in files]}
    if logs:
        made["number"] = shop.run(log_print, PrintKind.SHIP_FILE, ids, str(out)).value
    return made


def _drawn(task: Task, all_parcels: int, done: int) -> None:
    task.checkpoint(done, all_parcels)


def require_pdf(out: Path) -> None:
    """Invalid where the file to write is not called a PDF."""
    require_name(out, ".pdf")


def require_name(out: Path, *endings: str) -> None:
    """Invalid where the name of the file to write ends in none of `endings`."""
    if out.suffix.lower() not in endings:
        reason = message(N_("the name must end in {endings}"), endings=endings)
        raise Invalid(field=message(N_("File")), value=out.name, reason=reason)


def _chosen(call: Call, shop: Shop, kind: PrintKind) -> tuple[int, ...]:
    """The orders that are named, or all that are ready."""
    if call.words.orders is None:
        return shop.ask(ready_ids, unprinted=kind if call.words.unprinted else None)
    return ids_of_numbers(shop, call.words.orders)


def ids_of_numbers(shop: Shop, typed: str) -> tuple[int, ...]:
    """The orders of these numbers, which commas separate; NotFound names the first that is nobody's."""
    numbers = tuple(dict.fromkeys(number.strip() for number in typed.split(",") if number.strip()))
    if not numbers:
        raise NothingSelected(what=message(N_("no order number was given")))
    ids: list[int] = []
    for number, found in shop.ask(ids_of, numbers).items():
        if not found:
            raise NotFound(what=message(N_("order")), which=number)
        if len(found) > 1:
            reason = message(N_("this order number exists in several channels; choose the channel"))
            raise Invalid(field=message(N_("Order no.")), value=number, reason=reason)
        ids += found
    return tuple(ids)


def _paper(name: str) -> PaperSize:
    use_no_screen()
    from ui.paper.size import PaperSize

    return PaperSize.from_key(PAPERS.get(name, name.lower()))


def use_no_screen() -> None:
    """Draw without a display where there is none."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
