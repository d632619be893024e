"""Jobs that change files, each with the state it starts from and the way to tell what state a folder is in."""

from __future__ import annotations

import hashlib
import importlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

import sqlalchemy as sa
from alembic.operations import Operations

from models.customers import OrderCustomer
from models.dialects import commits, sqlite
from models.enums.aftersales import CaseKind
from models.enums.orders import OrderStatus, Platform
from models.migrations.runner import Migration, migrate
from services import clock
from services.aftersales import attachments
from services.aftersales.drafts import CaseDraft
from services.aftersales.goods import Inspection, inspect
from services.aftersales.opening import open_case
from services.backup.making import make
from services.backup.places import backups_in, home_of
from services.backup.restoring import prove, restore_in_place
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.fulfilment.papers import PackingLine, PackingList
from services.importing import commands as importing
from services.importing.service import ImportSession
from services.importing.staged import StagedFile
from services.integrity import check
from services.kernel.db_errors import translated
from services.orders import commands as orders
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.privacy.erasing import erase_person
from services.privacy.leftovers import remove_leftovers
from services.round_trip.orders import export_orders
from services.shop import Shop
from services.shop_file import rebuild_projections
from services.stock import commands as stock
from tests.services.soundness import rows, stamp_of
from ui.paper.size import PaperSize

SHOP, OUT, PAPER = "a.shop", "orders.csv", "packing.pdf"
_NOW = datetime(2026, 11, 11, 12, tzinfo=UTC)
_SAMPLES = Path(__file__).resolve().parents[1] / "data" / "formats"
Saved = Callable[[], None]


def stop_the_clock() -> None:
    """The same job leaves the same rows, whenever it is done."""
    clock.set_source(lambda: _NOW)


class Job:
    """One thing people do. `make` lays down where it starts, `run` does it and says when it would be called saved."""

    can_be_tried_again = True
    """Whether a second try makes sense in the process in which the first was refused."""

    def warm_up(self, folder: Path) -> None:
        """Do once what every victim would do again, before the first is forked."""

    def make(self, folder: Path) -> None:
        """A shop with stock, three orders to ship and one undone step."""
        with Shop.create(folder / SHOP, who="tests") as shop:
            channel = shop.run(add_channel, "Stall", Platform.OTHER).value
            sku = shop.run(add_sku, SkuDraft("LZ", "Candle", cost_minor=100)).value
            shop.run(stock.receive, sku, 50, value_minor=5_001, at=_NOW - timedelta(days=2))
            line = LineDraft("Candle", 3, price_minor=900, sku_id=sku)
            for _number in range(3):
                shop.run(entering.add, OrderDraft(channel, (line,), status=OrderStatus.PAID, buyer="Ann", phone="1"))
            shop.run(orders.hold, [3], "look at it")
            shop.undo()

    def run(self, folder: Path, saved: Saved) -> None:
        """Do the job and call `saved` where the program would say so."""
        with Shop.open(folder / SHOP, who="tests") as shop:
            self.change(shop)
            saved()

    def change(self, shop: Shop) -> None:
        """What is done in the open shop."""

    def state(self, folder: Path) -> str:
        """What is there now: one short text for equal contents, and every finding where it is not sound."""
        return shop_state(folder / SHOP)


def shop_state(path: Path) -> str:
    """The rows of a shop as a short text, with what `check` says of it."""
    with Shop.open(path, who="tests") as shop:
        findings = shop.ask(_wrong, path.parent)
        return _short(repr(shop.ask(rows))) + "".join(f" UNSOUND {one}" for one in findings)


_SOUND: set[str] = set()


def _wrong(connection: sa.Connection, folder: Path) -> list[str]:
    """What is wrong with a shop. Its pages are looked at each time, the rest once for the same tables and files."""
    content = _short(repr([_tables(connection), _files(folder)]))
    if content in _SOUND:
        return sqlite.structure_problems(connection, thorough=True)
    found = [str(one.message) for one in check(connection)]
    if not found:
        _SOUND.add(content)
    return found


def _tables(connection: sa.Connection) -> list[tuple[str, list[Any]]]:
    """Every row that is stored, those of the search indexes too."""
    cursor = connection.connection.cursor()
    try:
        stored = cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0").fetchall()
        return [(name, cursor.execute(f'SELECT * FROM "{name}"').fetchall()) for (name,) in stored]
    finally:
        cursor.close()


def _files(folder: Path) -> list[tuple[str, str]]:
    """The files beside the shop with what is in them; the shop's own are told by their tables."""
    found = sorted(one for one in folder.rglob("*") if one.is_file() and not one.name.startswith(SHOP))
    return [(str(one.relative_to(folder)), hashlib.sha256(one.read_bytes()).hexdigest()) for one in found]


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Ship(Job):
    """Two orders leave: stock, cost, money and journal in one step."""

    def change(self, shop: Shop) -> None:
        shop.run(orders.set_status, [1, 2], OrderStatus.SHIPPED)


class ShipAndVanish(Ship):
    """The same; where it is refused the program is gone at once, without closing the shop."""

    can_be_tried_again = False
    left: ClassVar[list[Shop]] = []
    """Held, for what nobody holds closes its file when it is swept up."""

    def run(self, folder: Path, saved: Saved) -> None:
        shop = Shop.open(folder / SHOP, who="tests")
        self.left.append(shop)
        self.change(shop)
        saved()
        shop.close()


class Undo(Job):
    """The newest step is taken back."""

    def change(self, shop: Shop) -> None:
        shop.undo()


class Import(Job):
    """Two files that belong together, read before and written now."""

    staged: tuple[StagedFile, ...] = ()
    reading: ImportSession | None = None  # held: once nobody has what was read open, the next import sweeps it away

    def warm_up(self, folder: Path) -> None:
        if self.staged:
            return
        with Shop.create(folder / "reads.shop", who="tests") as shop:
            session = ImportSession(shop)
            for name in ("taobao.orders", "taobao.order_lines"):
                session.add(_SAMPLES / name / "sample.csv")
            Import.staged, Import.reading = session.staged, session

    def change(self, shop: Shop) -> None:
        shop.run(importing.apply, self.staged, frozenset(), (), source="import")


class ReturnedGoods(Job):
    """A returned parcel is counted in and looked at: the case, stock, defective stock and cost in one step."""

    def make(self, folder: Path) -> None:
        super().make(folder)
        with Shop.open(folder / SHOP, who="tests") as shop:
            shop.run(orders.set_status, [1], OrderStatus.SHIPPED)
            shop.run(open_case, CaseDraft(CaseKind.RETURN_AND_REFUND, 1))

    def change(self, shop: Shop) -> None:
        shop.run(inspect, 1, (Inspection(1, good=1, defective=1, scrap=1),))


def any_buyer(connection: sa.Connection) -> int:
    """The id of some buyer."""
    return int(connection.execute(sa.select(OrderCustomer.table().c.customer_id)).scalars().first() or 0)


class Erase(Job):
    """A buyer is erased for good; afterwards the files of her cases go and the shop file is written anew."""

    def make(self, folder: Path) -> None:
        super().make(folder)
        with Shop.open(folder / SHOP, who="tests") as shop:
            shop.run(orders.set_status, [1, 2, 3], OrderStatus.SHIPPED)
            shop.run(open_case, CaseDraft(CaseKind.REFUND_ONLY, 1, note="Ann says it is broken"))
            letter = folder / "letter.txt"
            letter.write_text("Ann wrote this", encoding="utf-8")
            shop.run(attachments.attach, 1, attachments.keep_all(None, shop.path, (letter,)))

    def run(self, folder: Path, saved: Saved) -> None:
        with Shop.open(folder / SHOP, who="tests") as shop:
            erased = shop.run(erase_person, shop.ask(any_buyer)).value
            saved()
            shop.ask(remove_leftovers, erased)
            shop.compact()


class Backup(Job):
    """A verified backup beside the shop."""

    def change(self, shop: Shop) -> None:
        make(shop)

    def state(self, folder: Path) -> str:
        shop = folder / SHOP
        whole = [_short(repr(prove(one.path, folder).holds.counts)) for one in backups_in(home_of(shop), shop)]
        return f"{shop_state(shop)} backups {whole}"


class Restore(Job):
    """A backup takes the place of the shop, which is kept."""

    def make(self, folder: Path) -> None:
        super().make(folder)
        with Shop.open(folder / SHOP, who="tests") as shop:
            make(shop)
            shop.run(orders.set_note, [1], "written after the backup")

    def run(self, folder: Path, saved: Saved) -> None:
        shop = folder / SHOP
        restore_in_place(backups_in(home_of(shop), shop)[0].path, shop, who="tests")
        saved()


class Export(Job):
    """A list is written over the one of yesterday."""

    def make(self, folder: Path) -> None:
        super().make(folder)
        (folder / OUT).write_text("yesterday", encoding="utf-8")

    def change(self, shop: Shop) -> None:
        shop.ask(export_orders, shop.path.with_name(OUT))

    def state(self, folder: Path) -> str:
        return f"{shop_state(folder / SHOP)} list {_short((folder / OUT).read_text(encoding='utf-8'))}"


class Paper(Job):
    """A packing list is drawn over the one of yesterday."""

    def warm_up(self, folder: Path) -> None:  # noqa: ARG002 - what other jobs use
        importlib.import_module("ui.paper.render")  # here: the shim's other users need no Qt

    def make(self, folder: Path) -> None:
        (folder / PAPER).write_bytes(b"yesterday")

    def run(self, folder: Path, saved: Saved) -> None:
        from ui.paper.render import render_packing_lists

        line = PackingLine("LZ", "Candle", "", "A-1", 3)
        parcel = PackingList("Stall", ("1",), "Stall", _NOW, "Asia/Shanghai", "Ann", "1", "Road 1", (line,))
        render_packing_lists([parcel], PaperSize.A4, folder / PAPER)
        saved()

    def state(self, folder: Path) -> str:
        """Two drawings of one paper differ in their time, so only whether it is whole is looked at."""
        held = (folder / PAPER).read_bytes()
        is_whole = held.startswith(b"%PDF-") and held.rstrip().endswith(b"%%EOF")
        return "a whole paper" if is_whole else f"{held[:20]!r}, {len(held)} bytes"


def _add_column(op: Operations) -> None:
    with op.batch_alter_table("orders", recreate="always", table_kwargs={"sqlite_strict": True}) as batch:
        batch.add_column(sa.Column("priority", sa.Integer, nullable=False, server_default="0"))


class Migrate(Job):
    """A file of an older layout is brought to a newer one."""

    def run(self, folder: Path, saved: Saved) -> None:
        path = folder / SHOP
        with translated(path):
            if stamp_of(path)[1] == 1:
                steps, kept = (Migration(2, _add_column),), folder / "v1.db"
                migrate(path, steps, keep_original_as=kept, rebuild_projections=rebuild_projections, program="9.1.0")
        saved()

    def state(self, folder: Path) -> str:
        """Read without the program, which knows no layout after its own."""
        with closing(sqlite3.connect(folder / SHOP)) as connection:
            (whole,) = connection.execute("PRAGMA integrity_check").fetchone()
            held = [
                connection.execute(f"SELECT * FROM {one} ORDER BY id").fetchall() for one in ("orders", "order_line")
            ]
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        return f"{version} {whole} {_short(repr(held))}"


class ShipUncovered(ShipAndVanish):
    """A seeded mistake: a commit that failed stays in the log."""

    def change(self, shop: Shop) -> None:
        with patch.object(commits, "cover"):
            super().change(shop)


class ImportInTwoSteps(Import):
    """A seeded mistake: the files of one drop are written one after the other."""

    def change(self, shop: Shop) -> None:
        for file in self.staged:
            shop.run(importing.apply, (file,), frozenset(), (), source="import")


class ExportInPlace(Export):
    """A seeded mistake: the list is written straight over the old one."""

    def change(self, shop: Shop) -> None:
        part = shop.path.with_name("list.csv")
        shop.ask(export_orders, part)
        shutil.copyfile(part, shop.path.with_name(OUT))


JOBS: dict[str, Job] = {
    "ship": Ship(),
    "ship and vanish": ShipAndVanish(),
    "undo": Undo(),
    "import": Import(),
    "case": ReturnedGoods(),
    "erase": Erase(),
    "backup": Backup(),
    "restore": Restore(),
    "export": Export(),
    "paper": Paper(),
    "migrate": Migrate(),
    "ship uncovered": ShipUncovered(),
    "import in two steps": ImportInTwoSteps(),
    "export in place": ExportInPlace(),
}
