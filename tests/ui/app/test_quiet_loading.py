"""What pages need is loaded before they are opened, in the quiet after the start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.app.conftest import WAIT, Program
from ui.window.quiet_loading import _load, needed_first

_OPENS_EVERYTHING = """
import json, os, sys
import ui.start.app
from pathlib import Path
from PySide6.QtCore import QTimer
from services.set_up import facts
from services.shop import Shop
from ui.window.main_window import MainWindow, ShopInfo
from ui.pages.registry import PAGES
from ui.window.quiet_loading import QuietLoading
from ui.shop_link import ShopLink
from ui.start.startup import make_application

app = make_application([])
shop = Shop.open(Path(sys.argv[1]), read_only=True)
link = ShopLink(shop, shop.submit_ask(facts).result())
window = MainWindow(PAGES, link, ShopInfo("A"))
loading = QuietLoading(link, window)

def open_pages():
    before = set(sys.modules)
    for spec in PAGES:
        window.navigate(spec.key)
    late = [name for name in set(sys.modules) - before if name.startswith("ui.pages.")]
    papers = [name for name in ("jinja2", "segno", "barcode", "ui.paper.template") if name in sys.modules]
    print(json.dumps([len(before), sorted(late), papers]), flush=True)
    os._exit(0)

loading.finished.connect(open_pages)
loading.start()
app.exec()
"""


@pytest.mark.exhaustive
def test_once_it_is_done_no_page_loads_any_code_of_its_own(shop_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _OPENS_EVERYTHING, str(shop_file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    modules, late, papers = json.loads(done.stdout)
    assert modules > 1_000
    assert late == []
    assert papers == []  # memory that only a printed paper needs


@pytest.mark.exhaustive
def test_a_module_comes_after_what_it_needs() -> None:
    script = (
        "from ui.window.quiet_loading import needed_first\n"
        "print(*needed_first('ui.pages.settings.page', set()))\n"
    )  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names = done.stdout.split()
    assert names[-1] == "ui.pages.settings.page"
    assert names.index("ui.pages.settings.section") < names.index("ui.pages.settings.page")
    assert len(names) == len(set(names))


def test_what_is_no_module_is_passed_over() -> None:
    assert list(needed_first("ui.no_such_module", set())) == []


def test_it_ends_with_its_window(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    program.bot.waitUntil(lambda: made.loading.is_begun, timeout=WAIT)
    program.close()
    assert not made.loading._timer.isActive()


def test_a_second_window_of_the_process_finds_what_the_first_loaded(program: Program, shop_file: Path) -> None:
    _load.cache_clear()
    for _window in range(2):
        _load_all_and_close(program, shop_file)
    assert _load.cache_info().misses == 1


def _load_all_and_close(program: Program, shop_file: Path) -> None:
    loading = program.open(shop_file).loading
    program.until(lambda: loading.is_finished)
    program.close()
