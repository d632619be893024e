"""The first minute of a shop: its name, currency and zone in one step, and taking a demo away again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import Connection, select

from models.dialects import copying
from models.disk import sync
from models.settings import Setting
from services import paths, settings
from services.backup.files import put_in_place
from services.errors import EnvironmentProblem, Invalid, SaveUncertain, ShopBusy, ShopExists
from services.exporting.files import remember_folder
from services.i18n import N_
from services.kernel.command import command
from services.kernel.db_errors import translated
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.shop import Shop
from services.shop_file import require_short

SUFFIX = ".shop"


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What the window says about the shop that is open; `is_masked` says that people are hidden until asked for."""

    name: str
    is_demo: bool
    currency: str
    zone: str
    is_masked: bool = True


def facts(connection: Connection) -> ShopFacts:
    """Name, currency and zone of the shop, whether it is a demo, and whether people are hidden."""
    return facts_of(settings.read_all(connection))


def facts_of(values: Mapping[str, Any]) -> ShopFacts:
    """The same from settings that were read already."""
    return ShopFacts(
        name=str(values[settings.SHOP_NAME.key]),
        is_demo=bool(values[settings.IS_DEMO.key]),
        currency=str(values[settings.CURRENCY.key]),
        zone=str(values[settings.ZONE.key]),
        is_masked=bool(values[settings.MASK_SCREEN.key]),
    )


@command("shop.set_up", N_("Set up the shop {name}"))
def set_up(uow: UnitOfWork, name: str, currency: str, zone: str) -> None:
    """Give a new shop its name, currency and time zone."""
    require_valid(name, currency, zone)
    wanted = {
        settings.SHOP_NAME.key: name.strip(),
        settings.CURRENCY.key: currency.upper(),
        settings.ZONE.key: zone,
    }
    kept = {row.key: row for row in uow.all(select(Setting).where(Setting.key.in_(wanted)))}
    for key, value in wanted.items():
        if key in kept:
            kept[key].value = value
        else:
            uow.add(Setting(key=key, value=value))
    uow.describe(name=name.strip())


def require_valid(name: str, currency: str, zone: str) -> None:
    """Refuse a name, currency or zone that no shop can have."""
    if not name.strip():
        raise Invalid(field=message(settings.SHOP_NAME.label), value=name, reason=message(N_("it must not be empty")))
    require_currency(currency)
    require_zone(zone)


def require_currency(code: str) -> None:
    """Refuse what is not a currency code."""
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        reason = message(N_("use a code of three letters such as CNY"))
        raise Invalid(field=message(settings.CURRENCY.label), value=code, reason=reason)


def require_zone(zone: str) -> None:
    """Refuse a time zone that does not exist."""
    if zone not in available_timezones():
        reason = message(N_("there is no such time zone"))
        raise Invalid(field=message(settings.ZONE.label), value=zone, reason=reason)


def create_shop(path: Path, name: str, currency: str, zone: str, *, who: str = "zhanggui") -> Shop:
    """A new shop file, set up and open; nothing is left behind where that fails.

    `SaveUncertain` where the disk fails when the file has its name and does not let it be taken away either.
    `ShopBusy` where another program opened it in that moment: then it is theirs, and stays.
    """
    require_valid(name, currency, zone)
    with new_file(path) as part, Shop.create(part, who=who) as shop:
        shop.run(set_up, name, currency, zone, source="ui")
    try:
        return Shop.open(path, who=who)
    except ShopBusy:
        raise
    except EnvironmentProblem:
        _take_away(path)
        raise


def _take_away(path: Path) -> None:
    """Remove what was made a moment ago: to say that it failed and leave it would be wrong."""
    try:
        _remove_file(path)
    except OSError as error:
        raise SaveUncertain(path=str(path)) from error


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Where to make a shop that is to be called `path`: it gets the name when all of it is there, or never.

    Whatever ends the program meanwhile, no half shop has a name that somebody would open, or not be free to choose.
    Invalid where the name is too long, ShopExists where it is taken.
    """
    require_short(path)
    if path.exists():
        raise ShopExists(file=str(path))
    remember_folder(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with translated(path):
        try:
            _remove_file(part)  # left behind by a try that could not even clean up after itself
            yield part
            copying.fold_log(part)
            sync(part)
            put_in_place(part, path)
        except FileExistsError as error:
            raise ShopExists(file=str(path)) from error
        finally:
            with suppress(OSError):  # what went wrong is told already
                _remove_file(part)


def file_name_for(name: str) -> str:
    """A file name for a shop of this name, without what file systems refuse."""
    return f"{paths.fit_for_a_file(name) or 'shop'}{SUFFIX}"


def demo_folder() -> Path:
    """Where the window keeps its demo shop: a folder that holds nothing else."""
    return paths.data_dir() / "demo"


def remove_demo(path: Path) -> None:
    """Remove a closed demo shop, and its folder where that is the program's own. OSError where that fails."""
    if path.parent == demo_folder():
        shutil.rmtree(path.parent)
    else:
        _remove_file(path)


def _remove_file(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", ".lock"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
