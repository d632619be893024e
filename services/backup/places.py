"""Where backups lie: the folder “backups” beside the shop file, and a second one the person chose."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from services import clock, paths
from services.backup.archive import SUFFIX, Manifest, read_manifest
from services.backup.errors import BackupDamaged, BackupMissing, NotABackup
from services.backup.keys import Key, key_from
from services.backup.sealing import key_in
from services.errors import DiskProblem
from services.exporting.files import replacing

FOLDER = "backups"
_CHOSEN = "backup-folders.json"
_RESTORED = ".restored.json"
_PROVEN = ".proven.json"
_CHECKED = ".checked.json"
_BEGUN = "begun"
_FAILED = "backup-failures.json"
_KEYS = ".keys.json"


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A backup that was found or made: its file and what it says about itself; None where it cannot be read."""

    path: Path
    manifest: Manifest | None
    bytes: int

    @property
    def name(self) -> str:
        """The name it can be restored by."""
        return self.path.name

    @property
    def is_encrypted(self) -> bool:
        """Whether a passphrase is needed to open it."""
        return self.manifest is not None and self.manifest.is_encrypted


@dataclass(frozen=True, slots=True)
class BegunCheck:
    """A look at everything that is not ended: since when, how many steps are done of how many, what they found.

    `found` holds plain JSON values, one for each thing that does not hold (``services.integrity`` makes them).
    """

    since: datetime
    done: int
    of: int
    found: tuple[object, ...]


def home_of(shop: Path) -> Path:
    """The folder beside the shop file; it may not exist yet."""
    return shop.parent / FOLDER


def second_folder(shop: Path) -> Path | None:
    """The other folder (a USB stick, a synced folder) chosen for this shop on this computer, or None."""
    chosen, _on_other_drive = _chosen(shop)
    return chosen


def is_second_there(shop: Path) -> bool:
    """Whether the other folder can be written to.

    Chosen on another drive than the shop's it must still be on another: where a stick is taken away, the empty folder
    it was shown in may stay, and a second copy in it would lie on the very disk it is to outlive.
    """
    chosen, on_other_drive = _chosen(shop)
    if chosen is None or not is_folder(chosen):
        return False
    return not on_other_drive or _is_on_other_drive(chosen, shop)


def is_folder(folder: Path) -> bool:
    """Whether a folder is there: one on a network drive whose connection broke is not, and must stop nothing else."""
    try:
        return folder.is_dir()
    except OSError:
        return False


def choose_second_folder(shop: Path, folder: Path | None) -> None:
    """Remember the other folder for this shop; None forgets it. The backups in it stay."""
    kept = _read(paths.data_dir() / _CHOSEN)
    kept.pop(_key(shop), None)
    if folder is not None:
        chosen = folder.absolute()
        kept[_key(shop)] = {"folder": str(chosen), "other_drive": _is_on_other_drive(chosen, shop)}
    _write(paths.data_dir() / _CHOSEN, kept)


def _chosen(shop: Path) -> tuple[Path | None, bool]:
    """The other folder, and whether it was on another drive than the shop when it was chosen."""
    kept = _read(paths.data_dir() / _CHOSEN).get(_key(shop))
    folder, on_other_drive = (kept.get("folder"), kept.get("other_drive")) if isinstance(kept, dict) else (kept, False)
    return (Path(str(folder)) if folder else None), on_other_drive is True


def _is_on_other_drive(folder: Path, shop: Path) -> bool:
    try:
        return folder.stat().st_dev != shop.parent.stat().st_dev
    except OSError:  # one of the two is not there
        return False


def backups_in(folder: Path, shop: Path, born_at: datetime | None = None) -> list[BackupInfo]:
    """The backups of a shop in a folder, the newest first; those that cannot be read come last.

    `born_at` tells shops of one name apart, and knows one that was renamed; without it the name alone decides.
    """
    readable: list[tuple[int, BackupInfo]] = []
    broken: list[BackupInfo] = []
    for path in sorted(folder.glob(f"*{SUFFIX}")) if is_folder(folder) else []:
        try:
            manifest = read_manifest(path)
        except (NotABackup, BackupMissing):  # some other archive in a folder that is hers, or one just taken away
            continue
        except BackupDamaged:
            if path.name.startswith(f"{shop.stem}-"):
                broken.append(BackupInfo(path, None, _size(path)))
            continue
        if _is_own(manifest, shop, born_at, folder):
            readable.append((manifest.sequence, BackupInfo(path, manifest, _size(path))))
    readable.sort(key=lambda one: (one[0], one[1].name), reverse=True)
    return [info for _sequence, info in readable] + broken


def _is_own(manifest: Manifest, shop: Path, born_at: datetime | None, folder: Path) -> bool:
    """Whether a backup is of this shop, also where the file was called otherwise then.

    A copy was made when its original was: as long as both lie in one folder, each has the backups of its name. In a
    second folder the name decides, for the other one of the two may lie anywhere.
    """
    if born_at is None or manifest.born_at is None:
        return manifest.shop == shop.name
    if manifest.born_at != born_at:
        return False
    return manifest.shop == shop.name or (folder == home_of(shop) and not (shop.parent / manifest.shop).exists())


def all_backups(shop: Path, born_at: datetime | None = None) -> list[BackupInfo]:
    """The backups of a shop in both of its folders, the newest first, each once."""
    second = second_folder(shop)
    found = backups_in(home_of(shop), shop, born_at)
    known = {info.name for info in found if info.manifest is not None}
    if second is not None and second != home_of(shop):
        found += [info for info in _in_second(second, shop, born_at) if info.name not in known]
    found.sort(key=lambda one: -1 if one.manifest is None else one.manifest.sequence, reverse=True)
    return found


def _in_second(second: Path, shop: Path, born_at: datetime | None) -> list[BackupInfo]:
    try:
        return backups_in(second, shop, born_at)
    except OSError:  # its connection broke between two looks: as one that is away
        return []


def good_backups(shop: Path, born_at: datetime | None = None) -> list[BackupInfo]:
    """The backups of a shop that say what they hold, the newest first; the shop itself is not needed.

    Who has it tells when it was made: without that they may be those of another shop of its name.
    """
    return [info for info in all_backups(shop, born_at) if info.manifest is not None]


def lacked_by_second(shop: Path, born_at: datetime | None) -> BackupInfo | None:
    """The newest backup beside the shop, where the second folder is there and does not have it; else None.

    The drive was away when it was made, or had no room for it.
    """
    second = second_folder(shop)
    if second is None or second == home_of(shop) or not is_second_there(shop):
        return None
    newest = next((one for one in backups_in(home_of(shop), shop, born_at) if one.manifest is not None), None)
    return None if newest is None or (second / newest.name).exists() else newest


def is_of(manifest: Manifest, shop: Path, known: Sequence[BackupInfo]) -> bool:
    """Whether a backup is of this shop, which may not open any more: `known` are the backups found for it by name.

    When a shop was made tells more than how its file is called: files are renamed, and two may have one name.
    """
    born = {one.manifest.born_at for one in known if one.manifest is not None} - {None}
    if born and manifest.born_at is not None:
        return manifest.born_at in born
    return manifest.shop == shop.name


def find(shop: Path, named: str, folder: Path) -> Path:
    """The backup a person named: a path from `folder`, or the name of one of this shop's backups."""
    wanted = Path(named)
    path = wanted if wanted.is_absolute() else folder / wanted
    if path.is_file():
        return path
    places = [home_of(shop), second_folder(shop)]
    for place in places:
        for name in (named, f"{named}{SUFFIX}"):
            if place is not None and wanted.name == named and (place / name).is_file():
                return place / name
    raise BackupMissing(file=named)


def key_of(shop: Path, born_at: datetime | None) -> Key | None:
    """What the backups of the shop that was made then are encrypted to, or None where they are not.

    Where that is not remembered any more (a new name), the newest of its own backups beside it tells, and none of a
    second folder, which others may write to: a key of theirs would lock her out of every backup that follows. For the
    same reason a key that was never remembered here is believed only where no backup was made without one.
    """
    kept = _read(home_of(shop) / _KEYS)
    if shop.name in kept:
        found = kept[shop.name]
        if found is None:
            return None
        key = key_from(json.dumps(found))
        if key is not None:
            return key
    own = [one for one in backups_in(home_of(shop), shop, born_at) if _is_born(one, born_at)]
    key = key_in(own[0].path) if own and own[0].is_encrypted else None
    if key is None or all(one.is_encrypted for one in own):
        return key
    remembered = (key_from(json.dumps(one)) for one in kept.values())
    return key if any(one is not None and one.recipient == key.recipient for one in remembered) else None


def _is_born(backup: BackupInfo, born_at: datetime | None) -> bool:
    return born_at is not None and backup.manifest is not None and backup.manifest.born_at == born_at


def keep_key(shop: Path, key: Key | None) -> None:
    """From now on encrypt the shop's backups to this key; None: no more. Those that are there stay as they are."""
    path = home_of(shop) / _KEYS
    kept = _read(path)
    _write(path, {**kept, shop.name: None if key is None else key.to_json()})


def inherit_key(shop: Path, key: Key | None, born_at: datetime | None) -> None:
    """Go on encrypting a shop that came out of an encrypted backup, unless it was said of its name what to do."""
    if key is not None and shop.name not in _read(home_of(shop) / _KEYS) and key_of(shop, born_at) is None:
        keep_key(shop, key)


def note_restore(shop: Path) -> None:
    """Remember that a backup was restored here now: for two weeks no backup is thinned out."""
    _note(shop, _RESTORED)


def restored_at(shop: Path) -> datetime | None:
    """When a backup of this shop was last restored here, or None."""
    return _noted(shop, _RESTORED, unreadable=clock.now())  # no reason to delete backups


def note_proof(shop: Path) -> None:
    """Remember that the newest backup was unpacked now and found to be a sound shop."""
    _note(shop, _PROVEN)


def proven_at(shop: Path) -> datetime | None:
    """When the newest backup was last unpacked and checked, or None."""
    return _noted(shop, _PROVEN, unreadable=None)


def note_failure(shop: Path, why: str) -> None:
    """Remember in the program's own folder, which may be on a better disk, that a backup failed now, and why."""
    path = paths.data_dir() / _FAILED
    _write(path, {**_read(path), _key(shop): {"at": clock.now().isoformat(), "why": why}})


def forget_failure(shop: Path) -> None:
    """It was made up for."""
    path = paths.data_dir() / _FAILED
    kept = _read(path)
    if kept.pop(_key(shop), None) is not None:
        _write(path, kept)


def last_failure(shop: Path) -> tuple[datetime, str] | None:
    """When a backup of this shop last failed, and why in the words of that day; None where none did."""
    note = _read(paths.data_dir() / _FAILED).get(_key(shop))
    try:
        return (datetime.fromisoformat(str(note["at"])), str(note["why"])) if isinstance(note, dict) else None
    except (KeyError, ValueError):
        return None


def note_check(shop: Path, found: Sequence[object]) -> None:
    """Remember that everything in the shop was looked at now, and what did not hold, as plain JSON values."""
    _write_check(shop, {"at": clock.now().isoformat(), "found": list(found), "file": _identity(shop)})


def forget_check(shop: Path) -> None:
    """What was found holds no more; the next look at everything is due."""
    _write_check(shop, {})


def note_begun(shop: Path, begun: BegunCheck) -> None:
    """Remember how far a look at everything is; the last whole one stays noted."""
    whole = _without(_noted_check(shop), _BEGUN)
    since = begun.since.isoformat()
    _write_check(shop, {**whole, _BEGUN: {**asdict(begun), "since": since, "file": _identity(shop)}})


def begun_check(shop: Path) -> BegunCheck | None:
    """The look at everything that was begun in this very file and not ended; None after a restore put another there."""
    noted = _noted_check(shop).get(_BEGUN)
    try:
        if not isinstance(noted, dict) or noted["file"] != _identity(shop):
            return None
        since = datetime.fromisoformat(str(noted["since"]))
        return BegunCheck(since, int(noted["done"]), int(noted["of"]), _listed(noted["found"]))
    except (KeyError, TypeError, ValueError):
        return None


def last_check(shop: Path) -> tuple[datetime, tuple[object, ...]] | None:
    """When everything in this very file was last looked at and what did not hold, or None."""
    note = _noted_check(shop)
    try:
        if note.get("file", found := _identity(shop)) != found:
            return None
        return (datetime.fromisoformat(str(note["at"])), _listed(note["found"]))
    except (KeyError, ValueError):
        return None


def codes_found(shop: Path) -> frozenset[str]:
    """The codes of what did not hold in this very file, by the last look at everything and by one that is begun."""
    last, begun = last_check(shop), begun_check(shop)
    noted = (*(last[1] if last is not None else ()), *(begun.found if begun is not None else ()))
    return frozenset(str(one.get("code")) for one in noted if isinstance(one, dict))


def _listed(found: object) -> tuple[object, ...]:
    if not isinstance(found, list):
        raise ValueError("what was found is a list")
    return tuple(found)


def _noted_check(shop: Path) -> dict[str, object]:
    note = _read(home_of(shop) / _CHECKED).get(shop.name)
    return note if isinstance(note, dict) else {}


def _write_check(shop: Path, note: dict[str, object]) -> None:
    path = home_of(shop) / _CHECKED
    _write(path, {shop.name: note, **_without(_read(path), shop.name)})


def _identity(shop: Path) -> int:
    """What the file system calls the file itself: a restore and a migration put another under the same name."""
    try:
        return shop.stat().st_ino
    except OSError as error:
        raise DiskProblem(path=str(shop), reason=error.strerror or type(error).__name__) from error


def _note(shop: Path, name: str) -> None:
    path = home_of(shop) / name
    _write(path, {shop.name: clock.now().isoformat(), **_without(_read(path), shop.name)})


def _noted(shop: Path, name: str, *, unreadable: datetime | None) -> datetime | None:
    kept = _read(home_of(shop) / name).get(shop.name)
    try:
        return datetime.fromisoformat(str(kept)) if kept else None
    except ValueError:
        return unreadable


def _without(kept: dict[str, object], key: str) -> dict[str, object]:
    return {name: value for name, value in kept.items() if name != key}


def _key(shop: Path) -> str:
    return str(shop.resolve())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    except OSError as error:
        raise DiskProblem(path=str(path), reason=error.strerror or type(error).__name__) from error
    return found if isinstance(found, dict) else {}


def _write(path: Path, kept: dict[str, object]) -> None:
    with suppress(OSError):  # the same is met and told below
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with replacing(path) as part:
        part.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
