"""``purchase-order``: one purchase as a PDF or a workbook for the supplier. Qt is loaded only where it is drawn."""

from __future__ import annotations

from services.errors import NotFound
from services.i18n import N_, NN_
from services.messages import message, plural_message, render
from services.purchasing.papers import export_purchase, purchase_paper
from services.purchasing.queries import purchase_named
from ui.cli.call import Call
from ui.cli.papers import require_name, use_no_screen

_MADE = NN_(
    "The purchase {number} with {count} item is in {path}.", "The purchase {number} with {count} items is in {path}."
)


def run(call: Call) -> int:
    """Write the purchase of this number: a PDF, or a workbook or CSV file by the name of the file."""
    number = call.words.number
    require_name(call.out, ".pdf", ".xlsx", ".csv")
    with call.reading() as shop:
        purchase_id = shop.ask(purchase_named, number)
        if purchase_id is None:
            raise NotFound(what=message(N_("purchase")), which=number)
        if call.out.suffix.lower() in (".xlsx", ".csv"):
            items = shop.ask(export_purchase, purchase_id, call.out)
        else:
            use_no_screen()
            from ui.paper.purchase_order import render_purchase_order

            paper = shop.ask(purchase_paper, purchase_id)
            render_purchase_order(paper, call.out)
            items = len(paper.lines)
    call.console.say(render(plural_message(_MADE, items, number=number, path=str(call.out))))
    call.console.answer({"number": number, "items": items, "out": str(call.out)})
    return 0
