"""``new``, ``export``, ``check``, ``log``, ``undo`` and ``redo``: the shop file itself."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from services import settings
from services.backup.queries import before_repair
from services.errors import Invalid
from services.files_beside import fetch_missing
from services.i18n import N_, NN_
from services.integrity import MISSING, Finding, check_and_note, rebuild, rebuild_for_good
from services.kernel.changes import ChangeSet
from services.messages import message, plural_message, render
from services.remedies import Remedy, remedy_of, what_to_do
from services.reports.accountant import write_accountant
from services.reports.books import period
from services.reports.report import Asked
from services.round_trip.registry import EXPORTS
from services.shop import Shop
from services.shop_file import require_short
from ui.cli import listing
from ui.cli.call import WHO, Call
from ui.cli.console import Console, Usage

_UNSOUND = 3
ACCOUNTANT = "accountant"
"""What is exported to be read by an accountant, and not to be imported again."""
_SHEETS = NN_("{count} sheet was written to {path}.", "{count} sheets were written to {path}.")


def new(call: Call) -> int:
    """Create an empty shop file."""
    require_short(call.shop_path)
    with Shop.create(call.shop_path, who=WHO) as shop:
        call.console.say(render(message(N_("The shop {file} was created."), file=str(shop.path))))
        call.console.answer({"shop": str(shop.path)})
    return 0


def export(call: Call) -> int:
    """Write a kind of record in the layout that can be imported again, or the books of some days for an accountant."""
    what = call.words.what
    if what == ACCOUNTANT:
        return _export_accountant(call)
    _require_no_days(call)
    if what in listing.NAMES and what not in EXPORTS:
        reason = message(N_("it cannot be imported again; “list {what} --out” writes it to a file"), what=what)
        raise Invalid(field=message(N_("Export")), value=what, reason=reason)
    if what not in EXPORTS:
        known = ", ".join((*EXPORTS, ACCOUNTANT))
        reason = message(N_("known exports: {known}"), known=known)
        raise Invalid(field=message(N_("Export")), value=what, reason=reason)
    with call.reading() as shop:
        count = shop.ask(EXPORTS[what], call.out, task=call.console.task)
    call.console.say(render(plural_message(listing.WRITTEN, count, path=str(call.out))))
    call.console.answer({"out": str(call.out), "rows": count})
    return 0


def _export_accountant(call: Call) -> int:
    """The books of the days as one workbook, or as a ZIP archive with the papers."""
    with call.reading() as shop:
        first, last = shop.ask(period, Asked(call.words.first, call.words.last))
        sheets = shop.ask(write_accountant, call.out, first, last, task=call.console.task)
    call.console.say(render(plural_message(_SHEETS, sheets, path=str(call.out))))
    call.console.answer(
        {"out": str(call.out), "sheets": sheets, "from": first.isoformat(), "to": last.isoformat()}
    )  # fmt: skip
    return 0


def _require_no_days(call: Call) -> None:
    day = call.words.first or call.words.last
    if day is not None:
        reason = message(N_("only what the accountant gets is limited to days"))
        raise Invalid(field=message(N_("Day")), value=day.isoformat(), reason=reason)


def check_data(call: Call) -> int:
    """Look through everything that must hold; with ``--repair`` compute again what is derived and fetch lost files."""
    value: dict[str, Any] = {}
    if call.words.repair:
        with call.writing() as shop:
            found = shop.ask(check_and_note, call.console.task)
            value = _repair(call, shop, found)
            if value["repaired"]:
                found = shop.ask(check_and_note, call.console.task)
    elif call.words.without_backup:
        raise Usage(reason=message(N_("missing: {names}"), names="--repair"))
    else:
        with call.reading() as shop:
            found = shop.ask(check_and_note, call.console.task)
    records = [_finding(one) for one in found]
    call.console.answer(
        {"problems": records, **value},
        [f"{one['code']}\t{one['message']}\t{', '.join(one['rows'])}" for one in records],
    )
    call.console.say(render(message(N_("The data is sound.") if not records else N_("The data is not sound."))))
    for words in dict.fromkeys(str(one["to_do"]) for one in records):
        call.console.say(words)
    return _UNSOUND if records else 0


def _repair(call: Call, shop: Shop, found: Sequence[Finding]) -> dict[str, Any]:
    """What was repaired, the backup that takes the computing back, and the files that were fetched."""
    derived = [one.code for one in found if remedy_of(one.code) is Remedy.REBUILD]
    value: dict[str, Any] = {"repaired": derived}
    if derived:
        shop.run(rebuild_for_good if call.words.without_backup else rebuild, task=call.console.task)
        value["backup"] = None if call.words.without_backup else _way_back(call, shop)
    fetched = shop.ask(fetch_missing) if any(one.code == MISSING for one in found) else ()
    if fetched:
        value["repaired"] = [*derived, MISSING]
        value["fetched"] = list(fetched)
    return value


def _way_back(call: Call, shop: Shop) -> str | None:
    """The backup that was made directly before the repair; says how it takes the repair back."""
    backup = shop.ask(before_repair, shop.path)
    if backup is None:
        return None
    words = N_("To undo the repair, close the shop and restore the backup made directly before it: {verb}")
    verb = ["restore", backup.name, "--in-place", "--shop", str(call.words.shop)]
    call.console.say(render(message(words, verb=_as_typed(verb))))
    return str(backup.path)


def _as_typed(words: Sequence[str]) -> str:
    """Words as they are typed where this program is started, with what a space or a quote needs around it."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "message": render(found.message),
        "rows": list(found.rows),
        "to_do": render(what_to_do(found.code)),
    }


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
