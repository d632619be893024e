"""``follow-up``: what is to be done for customers is planned, moved, finished and taken off without the window."""

from __future__ import annotations

from services.business_day import shop_today
from services.customers import commands, corrections
from services.customers.reminders import Reminder, reminder
from services.i18n import N_
from services.messages import message, render
from services.shop import Shop
from ui.cli.call import Call
from ui.cli.words import refuse_others, required

_SAID = {
    "add": N_("The follow-up {id} is planned for {day}."),
    "change": N_("The follow-up {id} is planned for {day}."),
    "done": N_("The follow-up {id} is done."),
    "reopen": N_("The follow-up {id} is to be done by {day} again."),
}
_TAKES = {
    "add": ("customer", "text", "due"),
    "change": ("id", "text", "due"),
    "done": ("id", "result"),
    "reopen": ("id",),
    "remove": ("id",),
}
_OPTIONS = ("customer", "id", "text", "due", "result")
_REMOVED = N_("The follow-up {id} was removed.")


def run(call: Call) -> int:
    """Do what is asked of a follow-up, and say how it stands then."""
    words = call.words
    refuse_others(words, _OPTIONS, _TAKES[words.what])
    with call.writing() as shop:
        if words.what == "add":
            follow_up_id = _add(call, shop)
        else:
            follow_up_id = required(words.id, "--id")
            known = shop.ask(reminder, follow_up_id)
            if words.what == "remove":
                shop.run(corrections.remove_follow_up, follow_up_id)
                call.console.say(render(message(_REMOVED, id=follow_up_id)))
                call.console.answer({"id": str(follow_up_id), "removed": True})
                return 0
            _change(call, shop, known)
        _tell(call, shop, follow_up_id)
    return 0


def _add(call: Call, shop: Shop) -> int:
    words = call.words
    customer, due = required(words.customer, "--customer"), required(words.due, "--due")
    return int(shop.run(commands.plan_follow_up, customer, required(words.text, "--text"), due).value)


def _change(call: Call, shop: Shop, known: Reminder) -> None:
    words = call.words
    if words.what == "done":
        shop.run(commands.finish_follow_up, known.id, words.result)
    elif words.what == "reopen":
        shop.run(corrections.reopen_follow_up, known.id)
    elif words.text is not None:
        shop.run(corrections.change_follow_up, known.id, words.text, words.due or known.due_on)
    else:
        shop.run(corrections.move_follow_up, known.id, required(words.due, "--due, --text"))


def _tell(call: Call, shop: Shop, follow_up_id: int) -> None:
    found = shop.ask(reminder, follow_up_id)
    day = found.due_on.isoformat()
    call.console.say(render(message(_SAID[call.words.what], id=found.id, day=day)))
    call.console.answer(
        {
            "id": str(found.id), "customer_id": str(found.customer_id), "due": day, "text": found.text,
            "state": found.state(shop.ask(shop_today)), "result": found.result,
        }
    )  # fmt: skip
