"""``person`` and ``erase``: what is kept of one person, given out or erased for good."""

from __future__ import annotations

from typing import Any

from services.errors import Invalid
from services.i18n import N_, NN_
from services.messages import message, plural_message, render
from services.privacy.backups import holding, rewrite_all
from services.privacy.erasing import (
    Erased,
    erase_person,
    erase_recipients,
    erased_words,
    recipients_to_erase,
    would_erase,
)
from services.privacy.giving import export_person
from services.privacy.leftovers import remove_leftovers, still_holding
from services.shop import Shop
from ui.cli.call import Call
from ui.cli.console import Usage
from ui.cli.listing import WRITTEN

_HELD = NN_(
    "{count} backup still holds erased people: {names}. “erase backups” writes it anew without them.",
    "{count} backups still hold erased people: {names}. “erase backups” writes them anew without them.",
)
_BESIDE = NN_(
    "{count} older state of the shop may hold erased people: {names}. Delete it if it is not needed.",
    "{count} older states of the shop may hold erased people: {names}. Delete them if they are not needed.",
)
_WOULD = NN_("{count} row would be erased. Nothing was changed.", "{count} rows would be erased. Nothing was changed.")
_REWRITTEN = NN_("{count} backup was written anew.", "{count} backups were written anew.")
KINDS = ("person", "recipients", "backups")


def person(call: Call) -> int:
    """Write everything that is kept of one customer to a file."""
    with call.reading() as shop:
        count = shop.ask(export_person, call.words.id, call.out)
    call.console.say(render(plural_message(WRITTEN, count, path=str(call.out))))
    call.console.answer({"out": str(call.out), "rows": count})
    return 0


def erase(call: Call) -> int:
    """Erase one person, or the recipients of old orders, for good; then write the file anew."""
    kinds = {"person": _person, "recipients": _recipients, "backups": _backups}
    if call.words.what not in kinds:
        reason = message(N_("known: {known}"), known=", ".join(KINDS))
        raise Invalid(field=message(N_("Erase")), value=call.words.what, reason=reason)
    return kinds[call.words.what](call)


def _person(call: Call) -> int:
    customer_id = _required(call, "id", "--id")
    if call.words.dry_run:
        with call.reading() as shop:
            return _tell_preview(call, shop.ask(would_erase, customer_id))
    with call.writing() as shop:
        erased = shop.run(erase_person, customer_id, call.words.reason, task=call.console.task).value
        return _finish(call, shop, erased)


def _recipients(call: Call) -> int:
    days = _required(call, "days", "--days")
    if call.words.dry_run:
        with call.reading() as shop:
            return _tell_preview(call, shop.ask(recipients_to_erase, days))
    with call.writing() as shop:
        return _finish(call, shop, shop.run(erase_recipients, days, task=call.console.task).value)


def _backups(call: Call) -> int:
    with call.writing() as shop:
        found = shop.ask(holding, call.console.task)
        if not call.words.dry_run:
            shop.ask(rewrite_all, [one.info.path for one in found], call.console.task)
    names = [one.info.name for one in found]
    if not call.words.dry_run:
        call.console.say(render(plural_message(_REWRITTEN, len(names))))
    call.console.answer({"backups": names, "rewritten": 0 if call.words.dry_run else len(names)}, names)
    return 0


def _tell_preview(call: Call, rows: int) -> int:
    call.console.say(render(plural_message(_WOULD, rows)))
    call.console.answer({"would_erase": rows})
    return 0


def _finish(call: Call, shop: Shop, erased: Erased) -> int:
    shop.ask(remove_leftovers, erased)
    compacted = shop.compact()
    if not compacted:
        call.console.say(
            render(message(N_("What was erased leaves the last file on the disk when the shop is closed.")))
        )
    still = shop.ask(still_holding, call.console.task)
    held = [one.info.name for one in still.backups]
    call.console.say(render(erased_words(erased)))
    if held:
        call.console.say(render(plural_message(_HELD, len(held), names=", ".join(held))))
    copies = [str(path) for path in still.copies]
    if copies:
        call.console.say(render(plural_message(_BESIDE, len(copies), names=", ".join(copies))))
    answer: dict[str, Any] = {"erasure": erased.erasure_id, "orders": erased.orders, "compacted": compacted,
                              "backups": held, "copies": copies}  # fmt: skip
    call.console.answer(answer)
    return 0


def _required(call: Call, name: str, option: str) -> int:
    given = getattr(call.words, name)
    if given is None:
        raise Usage(reason=message(N_("missing: {names}"), names=option))
    return int(given)
