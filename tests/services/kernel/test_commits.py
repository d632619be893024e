"""A commit the disk failed in is gone for good, or nobody says so. On a disk that breaks: ``tests/reliability``."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from models.dialects import sqlite
from services import settings
from services.errors import DiskProblem, SaveUncertain
from services.shop import Shop

pytestmark = pytest.mark.expects_log


def _fails_to_commit(shop: Shop, *, goes_on: bool) -> None:
    """The next commit fails as a refused sync does; if it `goes_on`, nothing at all can be written after it."""

    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA query_only={int(goes_on)}")
        original = sqlite3.OperationalError("disk I/O error")
        original.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise OperationalError("COMMIT", (), original)

    engine = shop._database.writer
    assert engine is not None
    event.listen(engine, "commit", refuse, once=True)


def _name(shop: Shop) -> str:
    return str(shop.ask(settings.read, settings.SHOP_NAME))


def test_a_commit_that_failed_is_covered_by_another_that_changes_nothing(shop: Shop) -> None:
    shop.run(settings.change, settings.SHOP_NAME.key, "First")  # there is no log before something is written
    before = shop.path.with_name(f"{shop.path.name}-wal").stat().st_size
    _fails_to_commit(shop, goes_on=False)
    with pytest.raises(DiskProblem, match="Nothing was changed"):
        shop.run(settings.change, settings.SHOP_NAME.key, "Lost")
    assert shop.path.with_name(f"{shop.path.name}-wal").stat().st_size > before
    assert _name(shop) != "Lost"
    shop.run(settings.change, settings.SHOP_NAME.key, "Kept")
    assert _name(shop) == "Kept"


def test_where_the_disk_goes_on_failing_nobody_says_that_nothing_was_changed(shop: Shop) -> None:
    _fails_to_commit(shop, goes_on=True)
    with pytest.raises(SaveUncertain, match="when the shop is opened again"):
        shop.run(settings.change, settings.SHOP_NAME.key, "Lost")
    assert _name(shop) != "Lost"


def test_a_file_that_was_covered_keeps_its_mark_and_layout(shop: Shop) -> None:
    before = shop.ask(sqlite.read_stamp)
    _fails_to_commit(shop, goes_on=False)
    with pytest.raises(DiskProblem):
        shop.run(settings.change, settings.SHOP_NAME.key, "Lost")
    assert shop.ask(sqlite.read_stamp) == before
