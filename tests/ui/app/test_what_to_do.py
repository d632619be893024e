"""What "Check my data" found and no button puts right is not left standing there without a word of what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.ui.app.conftest import Program
from ui.pages.settings.health import HealthCheck
from ui.widgets.text import Text
from ui.window.shop_window import ShopWindow


@pytest.mark.parametrize(
    ("harm", "is_derived"),
    [
        ("insert into stock_day values ('1999-01-01', 'goods', 700, 0, 1)", True),
        ("update operation set reverted_by = applied_by where id = 1", False),
    ],
)
def test_what_is_no_derived_figure_is_followed_by_what_to_do(
    opened: ShopWindow, program: Program, harm: str, is_derived: bool
) -> None:
    with closing(sqlite3.connect(opened.link.shop.path)) as raw, raw:
        raw.execute(harm)
    opened.window.navigate("settings", section="health")
    program.quiet(opened)
    health = opened.window.findChildren(HealthCheck)[0]
    health.start()
    program.until(lambda: not health.is_running() and health.findings is not None)
    codes = {one.code for one in health.findings or ()}
    assert codes
    assert all(code.startswith("projection") for code in codes) == is_derived
    words = " ".join(one.text() for one in health.findChildren(Text))
    assert ("“Compute derived data again” puts this right" in words) == is_derived
    assert ("a backup from before it is under “Backups”" in words) != is_derived
