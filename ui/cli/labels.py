"""``labels``: the labels of goods as a PDF. Qt is loaded only where something is drawn."""

from __future__ import annotations

from typing import Any

from services import settings
from services.catalog.queries import SKUS
from services.errors import Invalid, NothingSelected
from services.fulfilment.labels import LabelField, labels, matching_ids, repeated, sku_ids_of
from services.i18n import N_, NN_
from services.messages import message, plural_message, render
from services.shop import Shop
from ui.cli.call import Call
from ui.cli.papers import require_pdf, use_no_screen
from ui.cli.where import request_of

_MADE = NN_("{count} label is in {path}.", "{count} labels are in {path}.")


def run(call: Call) -> int:
    """Draw the labels of the chosen products."""
    require_pdf(call.out)
    use_no_screen()
    from ui.paper.labels import LabelOptions, LabelSize, render_labels

    with call.reading() as shop:
        found = shop.ask(labels, _chosen(call, shop))
        copies = {label.sku_id: call.words.copies for label in found}
        options = LabelOptions(_fields(call), call.words.skip)
        wanted = repeated(found, copies)
        pages = render_labels(wanted, LabelSize.from_key(call.words.size), call.out, options)
    made: dict[str, Any] = {"out": str(call.out), "products": len(found), "labels": len(wanted), "pages": pages}
    call.console.say(render(plural_message(_MADE, len(wanted), path=str(call.out))))
    call.console.answer(made)
    return 0


def _chosen(call: Call, shop: Shop) -> tuple[int, ...]:
    if call.words.skus is not None:
        return shop.ask(sku_ids_of, call.words.skus.split(","))
    zone, currency = shop.ask(settings.read, settings.ZONE), shop.ask(settings.read, settings.CURRENCY)
    ids = shop.ask(matching_ids, request_of(call.words.where, SKUS, currency=currency, zone=zone))
    if not ids:
        raise NothingSelected(what=message(N_("no product matches")))
    return ids


def _fields(call: Call) -> frozenset[LabelField]:
    if call.words.fields is None:
        return frozenset(LabelField)
    named = [name.strip() for name in call.words.fields.split(",") if name.strip()]
    unknown = next((name for name in named if name not in tuple(LabelField)), None)
    if unknown is not None:
        reason = message(N_("known fields: {known}"), known=", ".join(LabelField))
        raise Invalid(field=message(N_("--fields")), value=unknown, reason=reason)
    return frozenset(LabelField(name) for name in named)
