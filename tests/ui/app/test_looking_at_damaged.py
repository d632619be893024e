"""A damaged shop is opened to look at: what can be read is shown, nothing can be changed, and the ways back stay."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton

from models.dialects.btree import PAGE
from services import settings
from services.backup.making import make
from services.backup.places import good_backups
from services.catalog.pictures import folder_of
from services.errors import ShopOnlyLookedAt
from services.shop import Shop
from tests.examples import few_when_quick
from tests.services.damage import break_a_key, lose_pages_of
from tests.ui.app.conftest import Program
from tests.ui.app.test_rescue import orders, rescue, said
from ui.dialogs.overlay import open_overlay
from ui.dialogs.rescue import RescueDialog
from ui.pages.products.page import ProductsPage
from ui.pages.registry import PAGES
from ui.widgets.banner import Banner
from ui.window.shop_window import ShopWindow


def backed_up(shop_file: Path, damage: Callable[[Path], None]) -> str:
    """The shop with a backup, then damaged; the digest of what it is then."""
    with Shop.open(shop_file) as shop:
        make(shop)
    damage(shop_file)
    return sha256(shop_file.read_bytes()).hexdigest()


def click(program: Program, where: RescueDialog | Banner, name: str) -> None:
    button = where.findChild(QAbstractButton, name)
    assert button is not None
    program.bot.mouseClick(button, Qt.MouseButton.LeftButton)


def looked_at(program: Program, shop_file: Path) -> ShopWindow:
    """From the card of the file that does not open to the window that shows what can be read of it."""
    card = rescue(program, shop_file)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        click(program, card, "look")
    return program.active(heard.args[0])


def notice(opened: ShopWindow) -> Banner:
    assert opened.damage is not None
    assert opened.damage.banner.isVisible()
    return opened.damage.banner


def test_one_broken_key_hides_no_order_and_a_backup_still_takes_its_place(program: Program, shop_file: Path) -> None:
    before = backed_up(shop_file, break_a_key)
    opened = looked_at(program, shop_file)
    assert "nothing in it can be changed" in notice(opened).accessibleName()
    assert orders(opened) == 3
    for page in ("orders", "products", "inventory", "history"):
        opened.window.navigate(page)
        program.quiet(opened)
    refused: list[Exception] = []
    opened.link.run(settings.change, "shop.name", "B", owner=opened).fails(refused.append)
    program.until(lambda: bool(refused))
    assert isinstance(refused[0], ShopOnlyLookedAt)
    kept = [one.path for one in good_backups(shop_file)]
    click(program, notice(opened), "rescue")
    first = program.session.first_page

    def card() -> RescueDialog | None:
        shown = first.window.findChildren(RescueDialog) if first.window is not None else []
        return next((one for one in shown if one.isVisible()), None)

    program.until(lambda: card() is not None)
    assert sha256(shop_file.read_bytes()).hexdigest() == before
    assert [one.path for one in good_backups(shop_file)] == kept
    again = card()
    assert again is not None
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        click(program, again, "restore")
    restored = program.active(heard.args[0])
    assert restored.damage is None
    assert not restored.link.shop.read_only
    assert orders(restored) == 3


def spoil_texts(path: Path) -> None:
    """One broken key, and names of buyers whose bytes are no text any more."""
    break_a_key(path)
    path.write_bytes(path.read_bytes().replace(b"Lin", b"\xff\xfe\xff"))


def banners(opened: ShopWindow) -> int:
    return sum(one.isVisible() for one in opened.window.findChildren(Banner))


def test_what_stands_in_a_broken_row_is_no_mistake_of_the_program(program: Program, shop_file: Path) -> None:
    before = backed_up(shop_file, spoil_texts)
    opened = looked_at(program, shop_file)
    opened.window.navigate("orders")
    program.until(lambda: "Part of this page cannot be read" in notice(opened).accessibleName())
    assert open_overlay(opened.window) is None
    assert "The rows could not be read." in said(opened.window)
    opened.window.navigate("history")
    program.quiet(opened)
    assert "Part of this page" not in notice(opened).accessibleName()
    program.close()
    assert sha256(shop_file.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("fill", few_when_quick([b"\xff", b"\x00"]))
def test_lost_orders_are_said_to_be_lost_and_other_pages_work(program: Program, shop_file: Path, fill: bytes) -> None:
    before = backed_up(shop_file, lambda path: lose_pages_of(path, "orders", fill * PAGE))
    opened = looked_at(program, shop_file)
    notice(opened)
    for page in PAGES:
        opened.window.navigate(page.key)
        program.quiet(opened)
        assert open_overlay(opened.window) is None, page.key  # no card that speaks of a mistake of the program
    opened.window.navigate("orders")
    program.until(lambda: "is damaged (" in said(opened.window))
    assert "Part of this page cannot be read" in notice(opened).accessibleName()
    assert banners(opened) == 1
    assert "Counting…" not in said(opened.window)
    assert "Could not be counted" in said(opened.window)
    assert program.session.open_window is opened
    program.close()
    assert sha256(shop_file.read_bytes()).hexdigest() == before


def test_what_cannot_even_be_looked_at_leads_back_to_the_card(program: Program, shop_file: Path) -> None:
    backed_up(shop_file, lambda path: lose_pages_of(path, "setting"))
    card = rescue(program, shop_file)
    click(program, card, "look")
    page = program.session.first_page.window
    assert page is not None
    program.until(lambda: any(one.isVisible() and one is not card for one in page.findChildren(RescueDialog)))


def test_a_picture_that_is_added_is_put_nowhere(program: Program, shop_file: Path, tmp_path: Path) -> None:
    picture = tmp_path / "candle.png"
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(picture))
    backed_up(shop_file, break_a_key)
    opened = looked_at(program, shop_file)
    opened.window.navigate("products")
    program.quiet(opened)
    page = opened.window.page("products")
    assert isinstance(page, ProductsPage)
    page.pictures.add(1, [picture])
    program.until(lambda: str(ShopOnlyLookedAt(file=str(shop_file)).message) in said(opened.window))
    program.quiet(opened)
    assert not folder_of(shop_file).exists()


def test_nobody_is_told_to_back_it_up(program: Program, shop_file: Path) -> None:
    backed_up(shop_file, lambda path: lose_pages_of(path, "operation"))
    opened = looked_at(program, shop_file)
    program.quiet(opened)
    assert opened.backups.words() == ("Damaged: no backup", "problem")
