"""``backup``, ``backups``, ``passphrase`` and ``salvage``: copies of the shop, and what is left of a damaged one."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from datetime import datetime
from getpass import GetPassWarning, getpass
from pathlib import Path
from typing import Any

from services import settings
from services.backup import places
from services.backup.archive import Manifest, Reason, read_manifest
from services.backup.keys import new_key
from services.backup.making import make
from services.backup.places import BackupInfo
from services.backup.queries import REASONS, SECOND_BEHIND, BackupLine, BackupState, lines, state
from services.backup.salvaging import salvage as save_rows
from services.backup.salvaging import salvage_words
from services.backup.summary import born_at
from services.errors import AppError, ShopDamaged, ShopMissing
from services.i18n import N_, join_list
from services.messages import message, render
from services.types import Money
from ui.cli.call import Call
from ui.cli.console import Usage, iso
from ui.cli.secret_file import first_line

NO_ZONE = "UTC"
"""Where the shop, which knows its zone, is not opened, and a backup was made before they said it."""


def backup(call: Call) -> int:
    """Make a verified backup, beside the shop and in its second folder, or only in the folder that is named."""
    to = call.path(call.words.to) if call.words.to is not None else None
    with call.reading() as shop:
        zone = shop.ask(settings.read, settings.ZONE)
        made = make(shop, to=to, reason=Reason.ASKED, task=call.console.task)
    call.console.say(render(message(N_("The backup {file} was made and verified."), file=str(made.backup.path))))
    if made.second_problem is not None:
        call.console.say(str(made.second_problem))
    if made.left_out_words is not None:
        call.console.say(render(made.left_out_words))
    second = None if made.second_problem is None else made.second_problem.code
    record = _record(made.backup, zone)
    call.console.answer({"backup": record, "second_folder_problem": second, "left_out": list(made.left_out)})
    return 0


def backups(call: Call) -> int:
    """The backups there are, the newest first, and how each differs from now. Works for a shop that is damaged too."""
    found, zone, safe = _found(call)
    records = [{**_record(one.info, zone), "differs": [render(words) for words in one.differs]} for one in found]
    second = _second_folder(call, found)
    failed = safe.failed if safe is not None else ""
    answer = {"backups": records, "second_folder": second, "failed": failed or None}
    call.console.answer(answer, [_line(one, record) for one, record in zip(found, records, strict=True)])
    if not records:
        call.console.say(render(message(N_("No backup yet"))))
    if second is not None and not second["there"]:
        away = N_("{folder} is not there. Connect the drive; the next backup goes there again.")
        call.console.say(render(message(away, folder=second["folder"])))
    if second is not None and second["behind"]:
        call.console.say(render(message(SECOND_BEHIND)))
    if failed:
        call.console.say(render(message(N_("The last backup failed: {reason}"), reason=failed)))
    return 0


def passphrase(call: Call) -> int:
    """Encrypt the backups that are made from now on, no more, or say whether they are."""
    if call.words.what == "set":
        places.keep_key(call.shop_path, new_key(_typed(call)))
    elif call.words.what == "remove":
        places.keep_key(call.shop_path, None)
    is_set = places.key_of(call.shop_path, _born_at(call)) is not None
    said = N_("New backups are encrypted. Without the passphrase nobody can open them.")
    call.console.say(render(message(said if is_set else N_("New backups are not encrypted."))))
    call.console.answer({"encrypted": is_set})
    return 0


def _born_at(call: Call) -> datetime | None:
    """When the shop was made; of one that cannot be opened only what is remembered of its name is said."""
    try:
        with call.reading() as shop:
            return shop.ask(born_at)
    except AppError:
        return None


def passphrase_for(call: Call, backup: Path) -> str | None:
    """The passphrase where the backup needs one; asked for where a person can be asked."""
    can_ask = call.words.passphrase_file is not None or _is_asked_at_a_terminal()
    return _typed(call) if can_ask and read_manifest(backup).is_encrypted else None


def _is_asked_at_a_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()  # a scheduler may have closed it


def _typed(call: Call) -> str:
    if call.words.passphrase_file is not None:
        return first_line(call, call.words.passphrase_file, message(N_("Passphrase file")))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)  # no terminal: what is typed would be seen
            return getpass(render(message(N_("Passphrase: "))))
    except (EOFError, GetPassWarning) as error:  # nobody is there to type
        raise Usage(reason=message(N_("missing: {names}"), names="--passphrase-file")) from error


def salvage(call: Call) -> int:
    """Save every row that can be read of a damaged shop file; the file itself stays as it is."""
    saved = save_rows(call.shop_path, call.path(call.words.to), call.console.task)
    call.console.say(render(salvage_words(saved)))
    rows = {str(entity): count for entity, count in saved.rows.items()}
    call.console.answer(
        {
            "shop": str(saved.shop),
            "rows": rows,
            "gaps": saved.gaps,
            "unreadable_bytes": saved.unreadable_bytes,
            "tables_from": str(saved.list_from),
            "backup": None if saved.backup is None else str(saved.backup.path),
        }
    )
    return 0


def _found(call: Call) -> tuple[tuple[BackupLine, ...], str | None, BackupState | None]:
    """The backups, and where the shop can be opened its zone and whether it is safe."""
    try:
        with call.reading() as shop:
            safe = shop.ask(state, shop.path)
            return shop.ask(lines, shop.path), safe.zone, safe
    except (ShopMissing, ShopDamaged) as error:
        found = places.all_backups(call.shop_path)
        if not found:
            raise
        _say_kept(call, error)
        return tuple(BackupLine(info, ()) for info in found), None, None


def _second_folder(call: Call, found: Sequence[BackupLine]) -> dict[str, Any] | None:
    """The other folder chosen for this shop, whether it can be written to, and whether it lacks the newest backup."""
    second = places.second_folder(call.shop_path)
    if second is None:
        return None
    newest = next((one.info.manifest for one in found if one.info.manifest is not None), None)
    is_behind = newest is not None and places.lacked_by_second(call.shop_path, newest.born_at) is not None
    return {"folder": str(second), "there": places.is_second_there(call.shop_path), "behind": is_behind}


def _say_kept(call: Call, error: AppError) -> None:
    call.console.say(str(error.message))


def _record(info: BackupInfo, zone: str | None) -> dict[str, Any]:
    said = {} if info.manifest is None else facts(info.manifest, zone)
    return {"file": str(info.path), "bytes": info.bytes, "readable": info.manifest is not None, **said}


def facts(manifest: Manifest, zone: str | None = None) -> dict[str, Any]:
    """What a backup says about itself, as JSON has it; times in this zone, else in the one it says itself."""
    zone = zone or manifest.zone or NO_ZONE
    totals = manifest.holds.totals
    return {
        "sequence": manifest.sequence,
        "made_at": iso(manifest.made_at, zone),
        "reason": str(manifest.reason),
        "counts": dict(manifest.holds.counts),
        "totals": {currency: Money(minor, currency).decimal() for currency, minor in totals.items()},
        "layout_version": manifest.layout,
        "app_version": manifest.program,
        "sha256": manifest.sha256,
        "encrypted": manifest.is_encrypted,
        "files_left_out": manifest.left_out,
    }


def _line(one: BackupLine, record: dict[str, Any]) -> str:
    reason = "" if one.info.manifest is None else render(message(REASONS[one.info.manifest.reason]))
    return "\t".join([one.info.name, record.get("made_at", ""), reason, join_list(record["differs"])]).rstrip()
