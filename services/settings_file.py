"""Settings as one file that another shop or another computer takes over: the shop's own, its channels and their terms,
and what was taught to this computer (import formats, changed templates).

The file is a ZIP: ``settings.json`` (see `_VERSION`), ``formats/*.toml``, ``templates/*.html``. Rows are named, never
numbered: a channel by its name, a SKU by its code, so that the numbers of the other shop do not matter.
"""

from __future__ import annotations

import json
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import Connection, Table, select

from models.catalog import Sku
from models.channels import Channel
from models.enums.orders import Platform
from models.values import LARGEST_MINOR
from services import settings
from services.backup.archive import UNREADABLE
from services.channels.commands import create
from services.channels.queries import channels
from services.channels.terms import Terms, put_terms, terms_of
from services.couriers import freight
from services.errors import Invalid
from services.exporting.files import replacing
from services.i18n import N_, language
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.holding import reconsider
from services.taught_files import FORMATS, MOST_BYTES, MOST_FILES, is_new, is_taught_name, take, taught_files

_KIND, _VERSION, _FACTS = "zhanggui.settings", 1, "settings.json"
# What is of one shop alone: whether it is the demo, what its figures rest on, files in its own folder.
_STAYS = (
    settings.IS_DEMO,
    settings.CURRENCY,
    settings.ZONE,
    settings.COSTING,
    settings.LOCKED_THROUGH,
    settings.SHIP_TEMPLATES,
    settings.LOGO,
)
_NAMED: Mapping[str, tuple[Table, str]] = {
    "channel_id": (Channel.table(), "name"),
    "sku_id": (Sku.table(), "code"),
    "bought_sku_id": (Sku.table(), "code"),
}
"""Fields that hold the number of a row, with the table and the column that names it."""


_MOST_TOGETHER = 32 << 20  # of all its parts: none of ours has a hundredth of it, and all are held at once
_PACKINGS, _LOCKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), 1


@dataclass(frozen=True, slots=True)
class FileChannel:
    """A channel as a file of settings tells it."""

    name: str
    platform: Platform
    currency: str
    zone: str
    terms: tuple[Terms, ...]


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What a file of settings holds. `values` are by setting key, with names in the place of numbers."""

    name: str
    values: Mapping[str, Any]
    channels: tuple[FileChannel, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """One setting that would become another: its English label, and both values as they are kept."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """What taking a file over would do: settings that change, channels that are new, and names this shop lacks."""

    changes: tuple[SettingsChange, ...]
    new_channels: tuple[str, ...]
    unknown: tuple[str, ...]
    new_files: tuple[str, ...]


def write_settings(connection: Connection, out: Path) -> int:
    """Write everything that was set into `out`; how many settings. CannotWrite, DiskFull."""
    kept = settings.read_all(connection)
    stays = {declared.key for declared in _STAYS}
    values = {
        declared.key: _with_names(connection, kept[declared.key])
        for declared in settings.ALL
        if declared.key not in stays and kept[declared.key] != declared.default
    }
    facts = {"kind": _KIND, "version": _VERSION, "settings": values, "channels": list(_channels(connection))}
    with replacing(out) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        archive.writestr(_FACTS, json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True))
        for name, path in taught_files().items():
            archive.write(path, name)
    return len(values)


def read_settings(path: Path) -> SettingsFile:
    """The settings in a file; `Invalid` where it is none of ours, was made by a newer program or is out of bounds."""
    try:
        with zipfile.ZipFile(path) as archive:
            _require_bounds(archive, path)
            facts = json.loads(archive.read(_FACTS))
            files = {one.filename: archive.read(one) for one in archive.infolist() if is_taught_name(one.filename)}
        if not isinstance(facts, dict) or facts.get("kind") != _KIND:
            raise _refused(path, N_("it is no file of settings"))
        if facts["version"] > _VERSION:
            raise _refused(path, N_("a newer version of the program made it"))
        known = {declared.key for declared in settings.ALL} - {declared.key for declared in _STAYS}
        values = {key: value for key, value in facts["settings"].items() if key in known}
        for kept in values.get(settings.FREIGHT_RULES.key, []):
            _require_rule(kept)
        return SettingsFile(path.name, values, tuple(map(_channel, facts["channels"])), files)
    except (*UNREADABLE, AttributeError) as error:
        raise _refused(path, N_("it is no file of settings")) from error


def compare(connection: Connection, file: SettingsFile) -> Comparison:
    """What taking the file over would change here."""
    kept = settings.read_all(connection)
    by_key = {declared.key: declared for declared in settings.ALL}
    unknown: set[str] = set()
    named = _Names(connection, {one.name for one in file.channels})
    changes = []
    for key, value in sorted(file.values.items()):
        wanted = named.with_numbers(value, unknown)
        if wanted != kept[key]:
            changes.append(SettingsChange(by_key[key].label, kept[key], wanted))
    here = {channel.name for channel in channels(connection)}
    new_channels = tuple(one.name for one in file.channels if one.name not in here)
    return Comparison(tuple(changes), new_channels, tuple(sorted(unknown)), _new_files(file))


@command("settings.take_over", N_("Take over the settings of “{what}”"))
def take_over(uow: UnitOfWork, file: SettingsFile) -> int:
    """Make the file's settings this shop's, adding channels it lacks; how many settings changed.

    What names a SKU this shop lacks is left out; `compare` says so before. A value of the wrong
    kind refuses the whole file.
    """
    uow.describe(what=file.name)
    for one in file.channels:
        _take_channel(uow, one)
    uow.flush()
    kept = settings.read_all(uow.connection)
    by_key = {declared.key: declared for declared in settings.ALL}
    named = _Names(uow.connection, set())
    changed = 0
    for key, value in sorted(file.values.items()):
        wanted = named.with_numbers(value, set())
        if wanted != kept[key]:
            settings.put(uow, by_key[key], wanted)
            changed += 1
    reconsider(uow)
    return changed


def take_files(file: SettingsFile) -> tuple[str, ...]:
    """Put formats and templates of the file into this computer's folders, never over one that is there; their names."""
    taken = _new_files(file)
    for name in taken:
        take(name, file.files[name])
    return taken


def file_title(file: SettingsFile, name: str) -> str:
    """What a taught format of the file is called on screen; of a template the name of its file."""
    if PurePosixPath(name).suffix == FORMATS:
        with suppress(ValueError):  # no TOML: taken over it is named as one that cannot be read
            titles = tomllib.loads(file.files[name].decode("utf-8")).get("title")
            if isinstance(titles, dict) and titles:
                return str(titles.get(language()) or next(iter(titles.values())))
    return PurePosixPath(name).name


class _Names:
    """The numbers this shop has for the names in a file. `coming`: channels that will be there by then."""

    def __init__(self, connection: Connection, coming: set[str]) -> None:
        self._coming = coming
        self._numbers: dict[str, dict[str, int]] = {}
        for name, (table, column) in _NAMED.items():
            self._numbers[name] = {row[1]: row[0] for row in connection.execute(select(table.c.id, table.c[column]))}

    def with_numbers(self, value: Any, unknown: set[str]) -> Any:
        """The value with this shop's numbers; list entries that name what it lacks are left out into `unknown`."""
        if isinstance(value, list):
            whole = ((one, self._lacking(one)) for one in value)
            unknown |= {name for _one, lacking in whole for name in lacking}
            return [self.with_numbers(one, unknown) for one in value if not self._lacking(one)]
        if isinstance(value, dict):
            return {key: self._number(key, one, unknown) for key, one in value.items()}
        return value

    def _number(self, key: str, value: Any, unknown: set[str]) -> Any:
        if key in _NAMED and isinstance(value, str):
            return self._numbers[key].get(value, value)
        return self.with_numbers(value, unknown)

    def _lacking(self, entry: Any) -> list[str]:
        """The names in an entry that stand for nothing here."""
        if not isinstance(entry, dict):
            return []
        named = ((key, value) for key, value in entry.items() if key in _NAMED and isinstance(value, str))
        return [value for key, value in named if value not in self._numbers[key] and value not in self._coming]


def _with_names(connection: Connection, value: Any) -> Any:
    """The value with names in the place of numbers."""
    if isinstance(value, list):
        return [_with_names(connection, one) for one in value]
    if isinstance(value, dict):
        return {key: _name_of(connection, key, one) for key, one in value.items()}
    return value


def _name_of(connection: Connection, key: str, value: Any) -> Any:
    if key not in _NAMED or not isinstance(value, int):
        return _with_names(connection, value)
    table, column = _NAMED[key]
    return connection.execute(select(table.c[column]).where(table.c.id == value)).scalar_one_or_none()


def _channels(connection: Connection) -> Iterator[dict[str, Any]]:
    for channel in channels(connection):
        terms = [{**asdict(one), "since": one.since.isoformat()} for one in terms_of(connection, channel.id)]
        yield {
            "name": channel.name,
            "platform": channel.platform.value,
            "currency": channel.currency,
            "zone": channel.zone,
            "terms": terms,
        }


def _channel(facts: Mapping[str, Any]) -> FileChannel:
    """A channel of a file; TypeError, KeyError or ValueError where it is told wrongly."""
    name, currency, zone = (_text(facts[key]) for key in ("name", "currency", "zone"))
    return FileChannel(name, Platform(facts["platform"]), currency, zone, tuple(map(_terms, facts["terms"])))


def _terms(facts: Mapping[str, Any]) -> Terms:
    numbers = {key: None if value is None else _number(value) for key, value in facts.items() if key != "since"}
    return Terms(since=date.fromisoformat(facts["since"]), **numbers)


def _require_rule(kept: Mapping[str, Any]) -> None:
    """The same for a freight rule: orders are reckoned with it as soon as it is taken over."""
    rule = freight.from_json(kept)
    for value in (rule.courier, *rule.provinces):
        _text(value)
    for name in ("first_g", "first_minor", "step_g", "step_minor", "volume_divisor", "surcharge_minor"):
        _number(getattr(rule, name))
    freight.require_rule(rule)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST_MINOR:
        raise ValueError(value)
    return value


def _take_channel(uow: UnitOfWork, told: FileChannel) -> None:
    """The channel with its terms; one that is there keeps its platform, currency and zone."""
    kept = {channel.name: channel.id for channel in channels(uow.connection)}
    channel_id = kept.get(told.name)
    if channel_id is None:
        channel_id = create(uow, told.name, told.platform, currency=told.currency, zone=told.zone).id
    for one in told.terms:
        put_terms(uow, channel_id, one)


def _new_files(file: SettingsFile) -> tuple[str, ...]:
    return tuple(name for name in sorted(file.files) if is_new(name))


def _require_bounds(archive: zipfile.ZipFile, path: Path) -> None:
    found = archive.infolist()
    is_large = len(found) > MOST_FILES or sum(one.file_size for one in found) > _MOST_TOGETHER
    is_foreign = any(one.compress_type not in _PACKINGS or one.flag_bits & _LOCKED for one in found)
    if is_large or is_foreign or any(one.file_size > MOST_BYTES for one in found):
        raise _refused(path, N_("it is no file of settings"))


def _refused(path: Path, reason: str) -> Invalid:
    return Invalid(field=message(N_("Settings file")), value=path.name, reason=message(reason))
