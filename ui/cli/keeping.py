"""``new``, ``export``, ``check``, ``log``, ``undo`` and ``redo``: the shop file itself."""

from __future__ import annotations

from typing import Any

from services import settings
from services.errors import Invalid
from services.exporting.tables import EXPORTS
from services.files_beside import fetch_missing
from services.i18n import N_
from services.integrity import MISSING, Finding, check, rebuild
from services.kernel.changes import ChangeSet
from services.messages import message, plural_message, render
from services.shop import Shop
from ui.cli import listing
from ui.cli.call import WHO, Call
from ui.cli.console import Console

_UNSOUND = 3


def new(call: Call) -> int:
    """Create an empty shop file."""
    with Shop.create(call.shop_path, who=WHO) as shop:
        call.console.say(render(message(N_("The shop {file} was created."), file=str(shop.path))))
        call.console.answer({"shop": str(shop.path)})
    return 0


def export(call: Call) -> int:
    """Write orders or products in the layout that can be imported again."""
    what = call.words.what
    if what in listing.NAMES and what not in EXPORTS:
        reason = message(N_("it cannot be imported again; “list {what} --out” writes it to a file"), what=what)
        raise Invalid(field=message(N_("Export")), value=what, reason=reason)
    if what not in EXPORTS:
        known = ", ".join(EXPORTS)
        reason = message(N_("known exports: {known}"), known=known)
        raise Invalid(field=message(N_("Export")), value=what, reason=reason)
    with call.reading() as shop:
        count = shop.ask(EXPORTS[what], call.out, task=call.console.task)
    call.console.say(render(plural_message(listing.WRITTEN, count, path=str(call.out))))
    call.console.answer({"out": str(call.out), "rows": count})
    return 0


def check_data(call: Call) -> int:
    """Look through everything that must hold; with ``--repair`` compute again what is derived and fetch lost files."""
    repaired: list[str] = []
    if call.words.repair:
        with call.writing() as shop:
            found = shop.ask(check, call.console.task)
            repaired = [one.code for one in found if one.code.startswith("projection.")]
            if repaired:
                shop.run(rebuild, task=call.console.task)
            if any(one.code == MISSING for one in found) and shop.ask(fetch_missing):
                repaired.append(MISSING)
            if repaired:
                found = shop.ask(check, call.console.task)
    else:
        with call.reading() as shop:
            found = shop.ask(check, call.console.task)
    records = [_finding(one) for one in found]
    value: dict[str, Any] = {"problems": records}
    if call.words.repair:
        value["repaired"] = repaired
    call.console.answer(value, [f"{one['code']}\t{one['message']}\t{', '.join(one['rows'])}" for one in records])
    call.console.say(render(message(N_("The data is sound.") if not records else N_("The data is not sound."))))
    return _UNSOUND if records else 0


def _finding(found: Finding) -> dict[str, Any]:
    return {"code": found.code, "message": render(found.message), "rows": list(found.rows)}


def log(call: Call) -> int:
    """Everything that was done, newest first."""
    with call.reading() as shop:
        records = list(listing.operations(shop, shop.ask(settings.read, settings.ZONE)))
    done = render(message(N_("undone")))
    lines = [f"{one['id']}\t{one['at']}\t{one['text']}\t{done if one['undone'] else ''}".rstrip() for one in records]
    shown = [{key: one[key] for key in ("id", "code", "text", "at", "undone")} for one in records]
    call.console.answer({"operations": shown}, lines)
    return 0


def undo(call: Call) -> int:
    """Take back the newest operation, or the one that is named."""
    with call.writing() as shop:
        _tell(call.console, N_("Undone: {what}"), shop.undo(call.words.id))
    return 0


def redo(call: Call) -> int:
    """Do the operation again that was undone last, or the one that is named."""
    with call.writing() as shop:
        _tell(call.console, N_("Redone: {what}"), shop.redo(call.words.id))
    return 0


def _tell(console: Console, template: str, changes: ChangeSet) -> None:
    console.say(render(message(template, what=changes.label)))
    console.answer({"operation": changes.operation_id, "text": render(changes.label)})
