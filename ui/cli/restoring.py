"""``restore``: a backup comes back as a new file, or in the place of the shop, which is kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services.backup import places
from services.backup.archive import Manifest, Reason, read_manifest
from services.backup.errors import BackupOfOtherShop, PassphraseNeeded
from services.backup.keeper import Keeper
from services.backup.restoring import restore_as, restore_in_place
from services.backup.sealing import require_passphrase
from services.backup.summary import born_at
from services.errors import AppError, Cancelled, ShopDamaged, ShopMissing
from services.i18n import N_
from services.messages import message, render
from services.shop import Shop
from services.taught_files import taken_words
from ui.cli.backups import facts, passphrase_for
from ui.cli.call import WHO, Call
from ui.cli.console import Usage


def restore(call: Call) -> int:
    """Unpack a verified backup as a new file, for which the shop is not needed, or in the shop's place."""
    if call.words.in_place:
        return _in_place(call)
    if call.words.other_shop:
        raise Usage(reason=message(N_("missing: {names}"), names="--in-place"))
    return _as_new(call)


def _as_new(call: Call) -> int:
    to = call.path(call.words.to)
    if call.words.shop is not None:
        path = places.find(call.shop_path, str(call.words.backup), call.folder)
    else:
        path = call.path(call.words.backup)
    taught: list[str] = []
    passphrase = passphrase_for(call, path)
    manifest = restore_as(path, to, call.console.task, passphrase=passphrase, taught=taught.extend)
    if call.words.shop is not None:
        places.note_restore(call.shop_path)
    call.console.say(render(message(N_("{backup} was restored as {file}."), backup=path.name, file=str(to))))
    _say_taught(call, taught)
    call.console.answer({"shop": str(to), "backup": str(path), "taken_over": taught, **facts(manifest)})
    return 0


def _in_place(call: Call) -> int:
    """As the window does it: what stands there is backed up where it opens, and is kept in any case."""
    shop = call.shop_path
    path = places.find(shop, str(call.words.backup), call.folder)
    manifest = read_manifest(path)
    passphrase = _proven_passphrase(call, path, manifest)
    saved, problem = _saved_before(call, manifest)
    taught: list[str] = []
    kept = restore_in_place(path, shop, who=WHO, task=call.console.task, passphrase=passphrase, taught=taught.extend)
    if kept is None:
        said = message(N_("{backup} was restored as {file}."), backup=path.name, file=str(shop))
    else:
        said = message(N_("The backup is restored. What was here before is kept as {name}."), name=str(kept))
    call.console.say(render(said))
    _say_taught(call, taught)
    call.console.answer(
        {
            "taken_over": taught,
            "shop": str(shop),
            "backup": str(path),
            "kept": None if kept is None else str(kept),
            "safety_backup": None if saved is None else str(saved),
            "safety_backup_problem": None if problem is None else problem.code,
            **facts(manifest),
        }
    )
    return 0


def _say_taught(call: Call, names: Sequence[str]) -> None:
    if names:
        call.console.say(taken_words(names))


def _proven_passphrase(call: Call, backup: Path, manifest: Manifest) -> str | None:
    """The passphrase of an encrypted backup, tried before anything is written."""
    if not manifest.is_encrypted:
        return None
    passphrase = passphrase_for(call, backup)
    if not passphrase:
        raise PassphraseNeeded(file=backup.name)
    require_passphrase(backup, passphrase, call.console.task)
    return passphrase


def _saved_before(call: Call, manifest: Manifest) -> tuple[Path | None, AppError | None]:
    """The backup that was made of the shop as it is, and why none was made although it holds something new.

    Raises `ShopBusy` while another program has the shop, and `BackupOfOtherShop`.
    """
    try:
        with call.writing_here() as shop:
            _require_same(call, manifest, _is_of(manifest, shop))
            return _saved(call, shop)
    except (ShopDamaged, ShopMissing) as error:
        known = places.good_backups(call.shop_path)
        _require_same(call, manifest, places.is_of(manifest, call.shop_path, known))
        call.console.say(str(error.message))
        return None, error if isinstance(error, ShopDamaged) else None


def _saved(call: Call, shop: Shop) -> tuple[Path | None, AppError | None]:
    """A backup that fails does not stop the restore: the file itself is kept."""
    try:
        made = Keeper(shop).back_up_if_changed(Reason.RESTORE, call.console.task)
    except Cancelled:
        raise
    except AppError as error:
        call.console.say(str(error.message))
        return None, error
    if made is None:
        return None, None
    said = message(N_("The backup {file} was made and verified."), file=str(made.backup.path))
    call.console.say(render(said))
    return made.backup.path, None


def _is_of(manifest: Manifest, shop: Shop) -> bool:
    """When a shop was made tells more than how its file is called: files are renamed."""
    born = shop.ask(born_at)
    if born is not None and manifest.born_at is not None:
        return manifest.born_at == born
    return manifest.shop == shop.path.name


def _require_same(call: Call, manifest: Manifest, is_same: bool) -> None:
    if not (is_same or call.words.other_shop):
        raise BackupOfOtherShop(shop=manifest.shop, file=str(call.shop_path))
