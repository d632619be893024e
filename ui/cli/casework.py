"""``case``: an order that is here already is said to have been sent for a case, or that it was not."""

from __future__ import annotations

from services.aftersales.queries import detail
from services.aftersales.replacing import link_replacement, unlink_replacement
from services.aftersales.views import case_numbered, order_numbered
from services.channels.queries import channel_named
from services.errors import NotFound
from services.i18n import N_
from services.messages import message, render
from services.shop import Shop
from ui.cli.call import Call
from ui.cli.words import refuse_others, required

_LINKED = N_("The order {order} was sent for the case {case}.")
_UNLINKED = N_("No order was sent for the case {case} any more.")


def run(call: Call) -> int:
    """Link or unlink, and say how the case stands then."""
    words = call.words
    refuse_others(words, ("order",), ("order",) if words.what == "link" else ())
    with call.writing() as shop:
        channel_id = _channel(shop, words.channel)
        case_id = shop.ask(case_numbered, words.number, channel_id)
        if words.what == "link":
            order_id = shop.ask(order_numbered, required(words.order, "--order"), channel_id)
            shop.run(link_replacement, case_id, order_id)
        else:
            shop.run(unlink_replacement, case_id)
        _tell(call, shop, case_id)
    return 0


def _channel(shop: Shop, name: str | None) -> int | None:
    """The channel that says which is meant of several cases or orders of a number; None where none was named."""
    if name is None:
        return None
    found = shop.ask(channel_named, name)
    if found is None:
        raise NotFound(what=message(N_("channel")), which=name)
    return found.id


def _tell(call: Call, shop: Shop, case_id: int) -> None:
    found, order = shop.ask(detail, case_id), call.words.order if call.words.what == "link" else None
    said = _UNLINKED if order is None else _LINKED
    call.console.say(render(message(said, order=order or "", case=found.external_no)))
    call.console.answer({"number": found.external_no, "state": str(found.state), "sent_order": order})
