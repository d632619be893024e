"""What was written is moved from the log into the file while the window stays open and nobody waits."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, select

from models.orders import Order
from services.orders.commands import set_flag
from services.set_up import facts
from services.shop import Shop
from services.types import Flag
from tests.ui.app.conftest import Program
from ui.duties.log_folding import LogFolding
from ui.shop_link import ShopLink
from ui.window.shop_window import ShopWindow


def _flagged_in_the_file_alone(shop: Path, tmp_path: Path) -> bool:
    alone = tmp_path / "alone.shop"
    alone.write_bytes(shop.read_bytes())
    with closing(sqlite3.connect(alone)) as raw:
        return bool(raw.execute("SELECT count(*) FROM orders WHERE flag = 'red'").fetchone() == (1,))


def test_once_nothing_changes_any_more_the_file_alone_says_what_was_written(
    program: Program, opened: ShopWindow, tmp_path: Path
) -> None:
    flagged = partial(_flagged_in_the_file_alone, opened.link.shop.path, tmp_path)
    assert not flagged()
    opened.link.run(set_flag, [1], Flag.RED)
    program.until(flagged)


def test_what_somebody_was_reading_is_folded_once_they_are_done(
    program: Program, opened: ShopWindow, tmp_path: Path
) -> None:
    flagged = partial(_flagged_in_the_file_alone, opened.link.shop.path, tmp_path)
    begun, done = Event(), Event()

    def read(connection: Connection) -> None:
        connection.execute(select(Order.table().c.id)).all()
        begun.set()
        done.wait(30)

    reading = opened.link.shop.submit_aside(read)
    assert begun.wait(30)
    opened.link.run(set_flag, [1], Flag.RED)
    program.until(opened.folding.again.isActive)
    assert not flagged()
    done.set()
    reading.result()
    program.until(flagged)


def test_a_change_that_arrives_after_closing_folds_nothing(shop_file: Path, qtbot: QtBot) -> None:
    shop = Shop.open(shop_file)
    link = ShopLink(shop, shop.submit_ask(facts).result())
    folding = LogFolding(link)
    link.run(set_flag, [1], Flag.RED).future.result()
    folding.close()
    link.close()
    with qtbot.assertNotEmitted(link.changed):
        QCoreApplication.processEvents()
    assert not folding.pause.isActive()
    shop.close()
    link.deleteLater()
