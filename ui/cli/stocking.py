"""``stock``: bundles are put together and taken apart, and how goods are costed is chosen, without the window."""

from __future__ import annotations

from services import text
from services.errors import NotFound
from services.fulfilment.labels import sku_ids_of
from services.i18n import N_
from services.messages import message, render
from services.shop import Shop
from services.stock import bundles
from services.stock.keeping import choose_costing
from services.stock.queries import places, stock_of
from services.stock.words import COSTING_LABELS
from services.types import CostMethod
from ui.cli.call import Call
from ui.cli.words import required

_LEFT = N_("{code}: {count} on hand.")
_CHOSEN = N_("Goods sold are costed by: {method}")


def run(call: Call) -> int:
    """Do what is asked of the stock, and say what there is then."""
    with call.writing() as shop:
        return _costing(call, shop) if call.words.what == "costing" else _convert(call, shop)


def _convert(call: Call, shop: Shop) -> int:
    words = call.words
    code, pieces = required(words.sku, "--sku"), required(words.pieces, "--pieces")
    sku_id = shop.ask(sku_ids_of, [code])[0]
    command = bundles.assemble if words.what == "assemble" else bundles.take_apart
    shop.run(command, sku_id, pieces, place_id=_place(shop, words.place), note=words.note)
    left = shop.ask(stock_of, sku_id).on_hand
    call.console.say(render(message(_LEFT, code=code, count=left)))
    call.console.answer({"sku": code, "on_hand": left})
    return 0


def _place(shop: Shop, name: str | None) -> int | None:
    if name is None:
        return None
    found = next((one.id for one in shop.ask(places) if text.key(one.name) == text.key(name)), None)
    if found is None:
        raise NotFound(what=message(N_("place")), which=name)
    return found


def _costing(call: Call, shop: Shop) -> int:
    method = CostMethod(required(call.words.method, "--method"))
    shop.run(choose_costing, method)
    call.console.say(render(message(_CHOSEN, method=message(COSTING_LABELS[method]))))
    call.console.answer({"costing": str(method)})
    return 0
