"""What was written is moved from the log into the file while the window stays open and nobody waits."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from services.orders.commands import set_flag
from services.types import Flag
from tests.ui.app.conftest import Program
from ui.window.shop_window import ShopWindow


def test_once_nothing_changes_any_more_the_file_alone_says_what_was_written(
    program: Program, opened: ShopWindow, tmp_path: Path
) -> None:
    def flagged_in_the_file_alone() -> bool:
        alone = tmp_path / "alone.shop"
        alone.write_bytes(opened.link.shop.path.read_bytes())
        with closing(sqlite3.connect(alone)) as raw:
            return bool(raw.execute("SELECT count(*) FROM orders WHERE flag = 'red'").fetchone() == (1,))

    assert not flagged_in_the_file_alone()
    opened.link.run(set_flag, [1], Flag.RED)
    program.until(flagged_in_the_file_alone)
