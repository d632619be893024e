"""Jobs that write files of other kinds: settings, taught formats, locks, papers for others, whole shops.

Afterwards there is what was asked for or what was there before. Part files (``.NAME.part``) are not looked at: a
process that dies leaves them behind, and nothing reads them.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from unittest.mock import patch

from openpyxl import Workbook
from PIL import Image

from models.entities import Entity
from models.enums.aftersales import CaseKind
from models.enums.orders import OrderStatus, PrintKind
from services import paths, settings, window_lock
from services.aftersales import attachments
from services.aftersales.drafts import CaseDraft
from services.aftersales.opening import open_case
from services.backup.keys import Key
from services.backup.making import make
from services.backup.places import backups_in, choose_second_folder, home_of, keep_key
from services.backup.salvaging import salvage
from services.catalog import gallery, pictures
from services.demo import build as build_demo
from services.files_beside import fetch_missing
from services.fulfilment.queries import Shipment
from services.fulfilment.ship_files import write_ship_file
from services.importing.taught_files import add_format_file
from services.integrity import check
from services.orders import commands as orders
from services.privacy.backups import delete_backups, rewrite_all
from services.privacy.erasing import erase_person
from services.privacy.giving import export_person
from services.reports.accountant import write_accountant
from services.round_trip.orders import export_orders
from services.set_up import create_shop
from services.settings_file import read_settings, take_files, take_over, write_settings
from services.shop import Shop
from services.whereabouts import note_told
from tests.ready_keys import KEY
from tests.reliability.jobs import SHOP, Job, Saved, any_buyer, shop_state
from tests.services.soundness import rows
from ui.paper.template import copy_to_change
from ui.system import desktop_entry

HOME, OUT = "home", "out"
_ELSEWHERE = Path("/somewhere/a.shop")
_NEW, _PICTURE, _LETTER = "new.shop", "front.png", "letter.txt"


@contextmanager
def _at_home(folder: Path) -> Iterator[None]:
    """The program's own folder and the desktop's are below `folder` meanwhile."""
    home = str(folder / HOME)
    with patch.dict(os.environ, {"ZHANGGUI_HOME": home, "XDG_DATA_HOME": home}):
        yield


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _content(path: Path) -> str:
    """What is in a file, without the times an archive carries; one that is not whole is told with its size."""
    content = path.read_bytes()
    if path.suffix not in (".zip", ".xlsx"):
        return _short(content)
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [(one, archive.read(one)) for one in archive.namelist() if not one.startswith("docProps")]
    except zipfile.BadZipFile:
        return f"half an archive, {len(content)} bytes, {_short(content)}"
    nested = [(name, b"" if name.endswith(".xlsx") else held) for name, held in inside]
    return _short(repr(nested).encode())


def files_state(folder: Path) -> str:
    """The files below a folder with what is in them, without part files, empty folders and the notes of folders."""
    found = [one for one in sorted(folder.rglob("*")) if one.is_file() and not _is_aside(one.relative_to(folder))]
    return " ".join(f"{one.relative_to(folder)}={_content(one)}" for one in found)


def _is_aside(path: Path) -> bool:
    return any(one == "written-to" or (one.startswith(".") and ".part" in one) for one in path.parts)


class FileJob(Job):
    """Something is written below the program's own folder or beside the shop; the shop itself stays as it is."""

    def make(self, folder: Path) -> None:
        """Where it starts: the folders the program has made by then."""
        with _at_home(folder):
            (folder / HOME / "data" / "formats").mkdir(parents=True)
            (folder / OUT).mkdir()
            self.prepare(folder)

    def prepare(self, folder: Path) -> None:
        """What else was there before."""

    def run(self, folder: Path, saved: Saved) -> None:
        with _at_home(folder):
            self.write(folder)
            saved()

    def write(self, folder: Path) -> None:
        """What is done."""

    def state(self, folder: Path) -> str:
        return f"{files_state(folder / HOME)} {files_state(folder / OUT)}"


class ShopJob(FileJob):
    """The same with the shop that every job has."""

    def make(self, folder: Path) -> None:
        Job.make(self, folder)
        super().make(folder)

    def write(self, folder: Path) -> None:
        with Shop.open(folder / SHOP, who="tests") as shop:
            self.change(shop)

    def state(self, folder: Path) -> str:
        return f"{shop_state(folder / SHOP)} {super().state(folder)}"


class SettingsOut(ShopJob):
    """Settings are written over yesterday's file of them, with a taught format."""

    def prepare(self, folder: Path) -> None:
        _teach(folder / HOME / "data" / "formats" / "mine.taught.toml")
        (folder / OUT / "settings.zip").write_bytes(b"yesterday")

    def change(self, shop: Shop) -> None:
        shop.ask(write_settings, shop.path.parent / OUT / "settings.zip")


class SettingsIn(ShopJob):
    """Settings of another shop are taken over; a format that came with them is there at the latest with them."""

    def prepare(self, folder: Path) -> None:
        taught = folder / HOME / "data" / "formats" / "mine.taught.toml"
        _teach(taught)
        with Shop.create(folder / "other.shop", who="tests") as other:
            other.run(settings.change, settings.SHOP_NAME.key, "The other")
            other.ask(write_settings, folder / "settings.zip")
        taught.unlink()

    def change(self, shop: Shop) -> None:
        file = read_settings(shop.path.parent / "settings.zip")
        take_files(file)
        shop.run(take_over, file)

    def state(self, folder: Path) -> str:
        shop, files = shop_state(folder / SHOP), files_state(folder / HOME)
        with Shop.open(folder / SHOP, who="tests") as opened:
            is_taken = opened.ask(settings.read, settings.SHOP_NAME) == "The other"
        return f"{shop} {files if is_taken or 'half' in files else 'whatever files'}"


def _teach(path: Path) -> None:
    """A taught format: one of the program's with another id."""
    source = paths.resources() / "import_formats" / "douyin.funds.toml"
    text = source.read_text(encoding="utf-8")
    path.write_text(text.replace('"douyin.funds"', f'"{path.stem}"', 1), encoding="utf-8")


class FormatIn(FileJob):
    """A format somebody shared takes the place of an older one of the same id."""

    def prepare(self, folder: Path) -> None:
        _teach(folder / "mine.taught.toml")
        (folder / HOME / "data" / "formats" / "mine.taught.toml").write_text("older", encoding="utf-8")

    def write(self, folder: Path) -> None:
        add_format_file(folder / "mine.taught.toml", folder / HOME / "data" / "formats")


class Lock(FileJob):
    """The window gets other words to be locked with."""

    def prepare(self, folder: Path) -> None:  # noqa: ARG002 - it knows where by itself
        window_lock.choose("older words", 3)

    def write(self, folder: Path) -> None:  # noqa: ARG002 - as above
        window_lock.choose("newer words", 5)

    def state(self, folder: Path) -> str:
        with _at_home(folder):
            return f"{window_lock.opens('older words')} {window_lock.opens('newer words')}"


class Passphrase(ShopJob):
    """Backups are encrypted from now on, with another key than before."""

    def prepare(self, folder: Path) -> None:
        keep_key(folder / SHOP, KEY)

    def write(self, folder: Path) -> None:
        keep_key(folder / SHOP, Key(KEY.recipient, b"newer"))

    def state(self, folder: Path) -> str:
        return _content(next(home_of(folder / SHOP).glob("*.json")))


class SecondFolder(FileJob):
    """Another second folder is chosen."""

    def prepare(self, folder: Path) -> None:  # noqa: ARG002 - it is kept in the program's own folder
        choose_second_folder(_ELSEWHERE, Path("/older"))

    def write(self, folder: Path) -> None:  # noqa: ARG002 - as above
        choose_second_folder(_ELSEWHERE, Path("/newer"))


class Told(FileJob):
    """It is noted that something was said of the shop."""

    def write(self, folder: Path) -> None:  # noqa: ARG002 - as above
        note_told(_ELSEWHERE)


class Template(FileJob):
    """A template is copied to be changed."""

    def write(self, folder: Path) -> None:  # noqa: ARG002 - it knows where by itself
        copy_to_change(next(iter(PrintKind)))


class Menu(FileJob):
    """The program is put into the applications menu: three files; what is missing of them comes with the next try."""

    def write(self, folder: Path) -> None:  # noqa: ARG002 - as above
        desktop_entry.add()

    def state(self, folder: Path) -> str:
        """The icon is written last; what the desktop makes of the files is its own."""
        return "added" if any((folder / HOME / "icons").rglob("zhanggui.svg")) else "not added"


class NewShop(FileJob):
    """A new shop with its name, currency and zone."""

    def write(self, folder: Path) -> None:
        create_shop(folder / _NEW, "Mine", "CNY", "Asia/Shanghai", who="tests").close()

    def state(self, folder: Path) -> str:
        if not (folder / _NEW).exists():
            return "no shop"
        with Shop.open(folder / _NEW, who="tests") as shop:
            return f"{shop.ask(settings.read, settings.SHOP_NAME)} {shop.ask(settings.read, settings.CURRENCY)}"


class Demo(FileJob):
    """The demo shop is built."""

    def write(self, folder: Path) -> None:
        build_demo(folder / "demo")

    def state(self, folder: Path) -> str:
        if not (folder / "demo" / "demo.shop").exists():
            return "no demo"
        with Shop.open(folder / "demo" / "demo.shop", who="tests") as shop:
            found = [str(one.message) for one in shop.ask(check)]
            return f"{len(shop.ask(rows)[Entity.ORDER])} orders {found or 'sound'}"


class Salvage(ShopJob):
    """What can be read of a shop is saved as a new one."""

    def write(self, folder: Path) -> None:
        salvage(folder / SHOP, folder / _NEW)

    def state(self, folder: Path) -> str:
        before = shop_state(folder / SHOP)
        return f"{before} {shop_state(folder / _NEW) if (folder / _NEW).exists() else 'nothing saved'}"


class Rewrite(ShopJob):
    """A backup is written anew without somebody who was erased."""

    def prepare(self, folder: Path) -> None:
        with Shop.open(folder / SHOP, who="tests") as shop:
            shop.run(orders.set_status, [1, 2, 3], OrderStatus.SHIPPED)
            make(shop)
            shop.run(erase_person, shop.ask(any_buyer))

    def change(self, shop: Shop) -> None:
        shop.ask(rewrite_all, [one.path for one in backups_in(home_of(shop.path), shop.path)])

    def state(self, folder: Path) -> str:
        shop = folder / SHOP
        (backup,) = backups_in(home_of(shop), shop)
        with zipfile.ZipFile(backup.path) as archive:
            return f"{archive.testzip()} {'she is in it' if b'Ann' in archive.read('shop.db') else 'she is gone'}"


class Delete(Rewrite):
    """A backup that holds somebody who was erased is deleted."""

    def change(self, shop: Shop) -> None:
        shop.ask(delete_backups, [one.path for one in backups_in(home_of(shop.path), shop.path)])

    def state(self, folder: Path) -> str:
        shop = folder / SHOP
        return f"{shop_state(shop)} {[_content(one.path) for one in backups_in(home_of(shop), shop)]}"


class Give(ShopJob):
    """Everything that is kept of a person is written for her, over an older file."""

    def prepare(self, folder: Path) -> None:
        (folder / OUT / "person.zip").write_bytes(b"yesterday")

    def change(self, shop: Shop) -> None:
        shop.ask(export_person, shop.ask(any_buyer), shop.path.parent / OUT / "person.zip")


class Books(ShopJob):
    """The books of a year go to the accountant, over an older file."""

    def prepare(self, folder: Path) -> None:
        (folder / OUT / "books.zip").write_bytes(b"yesterday")

    def change(self, shop: Shop) -> None:
        out = shop.path.parent / OUT / "books.zip"
        shop.ask(write_accountant, out, date(2026, 1, 1), date(2026, 12, 31))


class Sheet(ShopJob):
    """Orders as a workbook, over yesterday's."""

    def prepare(self, folder: Path) -> None:
        (folder / OUT / "orders.xlsx").write_bytes(b"yesterday")

    def change(self, shop: Shop) -> None:
        shop.ask(export_orders, shop.path.parent / OUT / "orders.xlsx")


class ShipFile(FileJob):
    """The platform's own workbook is filled in, over yesterday's."""

    def prepare(self, folder: Path) -> None:
        book = Workbook()
        book.create_sheet("发货", 0).append(["订单编号", "物流公司", "运单号"])
        book.save(folder / "template.xlsx")
        (folder / OUT / "ship.xlsx").write_bytes(b"yesterday")

    def write(self, folder: Path) -> None:
        shipments = [Shipment(1, "1001", "SF", "SF1"), Shipment(2, "1002", "SF", "SF2")]
        write_ship_file(shipments, folder / OUT / "ship.xlsx", template=folder / "template.xlsx")


class Picture(ShopJob):
    """A product gets a picture."""

    def prepare(self, folder: Path) -> None:
        Image.new("RGB", (8, 8)).save(folder / _PICTURE)

    def change(self, shop: Shop) -> None:
        kept = shop.ask(pictures.keep_all, pictures.folder_of(shop.path), [shop.path.with_name(_PICTURE)])
        shop.run(gallery.add_pictures, 1, kept)

    def state(self, folder: Path) -> str:
        """The check says it where a picture that is named is gone or not what it was."""
        return shop_state(folder / SHOP)


class CaseFile(Picture):
    """A case gets a letter."""

    def prepare(self, folder: Path) -> None:
        (folder / _LETTER).write_text("It is broken.", encoding="utf-8")
        with Shop.open(folder / SHOP, who="tests") as shop:
            shop.run(open_case, CaseDraft(CaseKind.REFUND_ONLY, 1))

    def change(self, shop: Shop) -> None:
        kept = shop.ask(attachments.keep_all, shop.path, [shop.path.with_name(_LETTER)])
        shop.run(attachments.attach, 1, kept)


class Fetch(Picture):
    """A picture that is gone is fetched from the backups."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        with Shop.open(folder / SHOP, who="tests") as shop:
            super().change(shop)
            make(shop)
            for one in pictures.folder_of(shop.path).rglob("*.png"):
                one.unlink()

    def change(self, shop: Shop) -> None:
        shop.ask(fetch_missing)

    def state(self, folder: Path) -> str:
        return files_state(pictures.folder_of(folder / SHOP))


FILE_JOBS: dict[str, Job] = {
    "settings out": SettingsOut(),
    "settings in": SettingsIn(),
    "format": FormatIn(),
    "lock": Lock(),
    "passphrase": Passphrase(),
    "second folder": SecondFolder(),
    "told": Told(),
    "template": Template(),
    "menu": Menu(),
    "new shop": NewShop(),
    "demo": Demo(),
    "salvage": Salvage(),
    "rewrite": Rewrite(),
    "delete": Delete(),
    "give": Give(),
    "books": Books(),
    "sheet": Sheet(),
    "ship file": ShipFile(),
    "picture": Picture(),
    "case file": CaseFile(),
    "fetch": Fetch(),
}
