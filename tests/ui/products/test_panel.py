"""The panel of one product: its pictures, what leads on from it, and deleting what has history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from services.catalog.commands import add_sku, link
from services.catalog.custom_fields import CustomField, FieldKind, define_fields
from services.catalog.drafts import ProductDraft, SkuDraft, SkuEntry
from services.catalog.gallery import main_pictures, pictures_of
from services.catalog.products import save_product
from services.catalog.queries import detail, sku_of_scan, unlinked_codes
from services.catalog.removal import archive
from services.channels.commands import add as add_channel
from services.orders.commands import set_refund
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.types import Platform, RefundStatus
from tests.ui.imports.window import TAOBAO_LINES, TAOBAO_ORDERS, Desk
from ui.dialogs.dialog import Dialog
from ui.pages.products.gallery import pictures_among

COPY, LEFT, PLAIN = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Three picture files."""
    files = []
    for name, colour in (("red", (200, 20, 20)), ("green", (20, 160, 40)), ("blue", (20, 40, 200))):
        file = tmp_path / f"{name}.png"
        Image.new("RGB", (300, 200), colour).save(file)
        files.append(file)
    return files


def opened(desk: Desk) -> Any:
    """The page with the panel of one product open."""
    number = desk.run(add_sku, SkuDraft("CUP-1", "Cup", price_minor=5900, cost_minor=2600)).value
    page = desk.page("products")
    page.open_detail(number)
    desk.wait(page.detail.isVisible)
    return page


def names(page: Any) -> list[str]:
    return [view.kept.file_name for view in page.detail.page.pictures]


def test_pictures_are_added_put_in_order_removed_and_brought_back(desk: Desk, pictures: list[Path]) -> None:
    page = opened(desk)
    page.pictures.add(page.detail.product_id, pictures)
    desk.wait(lambda: names(page) == ["red.png", "green.png", "blue.png"])
    desk.wait(lambda: len(page.detail.strip.tiles) == 4)
    page.detail.strip.tiles[2].setFocus()
    QTest.keyClick(page.detail.strip.tiles[2], Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: names(page) == ["red.png", "blue.png", "green.png"])
    page.detail.strip.move_to(page.detail.page.pictures[2].id, 0)
    desk.wait(lambda: names(page) == ["green.png", "red.png", "blue.png"])
    QTest.keyClick(page.detail.strip.tiles[1], Qt.Key.Key_Delete)
    desk.wait(lambda: names(page) == ["green.png", "blue.png"])
    desk.undo()
    desk.wait(lambda: names(page) == ["green.png", "red.png", "blue.png"])


def test_a_picture_of_one_variant_stands_for_that_one_alone(desk: Desk, pictures: list[Path]) -> None:
    draft = ProductDraft(
        "Cup", skus=(SkuEntry(None, "CUP-1", variant="white"), SkuEntry(None, "CUP-2", variant="blue"))
    )
    desk.run(save_product, None, draft)
    page = desk.page("products")
    white, blue = (desk.ask(sku_of_scan, code) for code in ("CUP-1", "CUP-2"))
    page.open_detail(white)
    desk.wait(page.detail.isVisible)
    page.pictures.add(page.detail.product_id, pictures[:2])
    desk.wait(lambda: len(page.detail.strip.tiles) == 3)
    assert page.detail.strip.variants == {white: "white", blue: "blue"}
    page.detail.strip.assigned.emit(page.detail.page.pictures[0].id, blue)
    desk.wait(lambda: page.detail.page.pictures[0].sku_id == blue)
    desk.wait(lambda: page.detail.strip.tiles[0].toolTip() == "red.png, shows blue")
    shown = desk.ask(main_pictures, (white, blue))
    assert [shown[one].file_name for one in (white, blue)] == ["green.png", "red.png"]
    desk.run(archive, [blue])
    desk.wait(lambda: [one.is_archived for one in page.detail.page.siblings] == [True])
    assert page.detail.strip.variants == {white: "white", blue: "blue"}, "the picture shows it still"
    assert page.detail.strip.tiles[0].toolTip() == "red.png, shows blue"
    desk.undo()
    desk.undo()
    desk.wait(lambda: page.detail.page.pictures[0].sku_id is None)


def test_the_list_shows_the_first_picture(desk: Desk, pictures: list[Path]) -> None:
    page = opened(desk)
    page.pictures.add(page.detail.product_id, pictures[:1])
    place = next(n for n, spec in enumerate(page.table.model.specs) if spec.key == "title")
    desk.wait(lambda: bool((cell := page.table.model.cell(0, place)) and cell.picture))
    assert Path(page.table.model.cell(0, place).picture).exists()


def test_pictures_dropped_on_the_window_become_those_of_the_open_product(desk: Desk, pictures: list[Path]) -> None:
    page = opened(desk)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in pictures[:2]])
    enter = QDragEnterEvent(QPoint(300, 300), COPY, data, LEFT, PLAIN)
    QApplication.sendEvent(desk.window, enter)
    assert "CUP-1" in desk.window._drop.shown_text()
    QApplication.sendEvent(desk.window, QDropEvent(QPointF(300, 300), COPY, data, LEFT, PLAIN))
    desk.wait(lambda: names(page) == ["red.png", "green.png"])
    assert desk.window.page("import") is None or desk.page("import").dialog is None


def test_a_picture_is_pasted(desk: Desk) -> None:
    page = opened(desk)
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    QApplication.clipboard().setImage(image)
    page.detail.strip.paste()
    desk.wait(lambda: len(page.detail.page.pictures) == 1)
    kept = page.detail.page.pictures[0].kept
    assert (kept.width_px, kept.height_px) == (80, 60)


def test_a_file_that_is_no_picture_is_refused_and_nothing_is_added(
    desk: Desk, pictures: list[Path], tmp_path: Path
) -> None:
    page = opened(desk)
    fake = tmp_path / "fake.png"
    fake.write_bytes(b"no picture at all")
    page.pictures.add(page.detail.product_id, [pictures[0], fake])
    desk.wait(lambda: any("fake.png" in one.text() for one in desk.window.findChildren(QLabel) if one.isVisible()))
    assert desk.ask(pictures_of, page.detail.product_id) == ()
    assert pictures_among([pictures[0], tmp_path / "orders.csv"]) == []


def test_a_look_at_one_picture(desk: Desk, pictures: list[Path]) -> None:
    page = opened(desk)
    page.pictures.add(page.detail.product_id, pictures[:1])
    desk.wait(lambda: len(page.detail.strip.tiles) == 2)
    page.detail.strip.tiles[0].click()
    desk.wait(lambda: any(isinstance(one, Dialog) for one in desk.overlays()))
    shown = next(one for one in desk.overlays() if isinstance(one, Dialog))
    assert shown.title.text() == "red.png"
    shown.accept()


def test_what_was_sold_is_kept_and_offered_for_the_archive(desk: Desk) -> None:
    free = desk.run(add_sku, SkuDraft("FREE", "Never sold")).value
    sold = desk.run(add_sku, SkuDraft("SOLD", "Sold")).value
    desk.imported(TAOBAO_ORDERS, TAOBAO_LINES).accept()
    code = desk.ask(unlinked_codes)[0]
    desk.run(link, code.channel_id, code.code, sold)
    page = desk.page("products")
    desk.wait(lambda: page.overview is not None)
    page.deeds.delete([free, sold])
    desk.wait(lambda: any(isinstance(one, Dialog) for one in desk.overlays()))
    question = next(one for one in desk.overlays() if isinstance(one, Dialog))
    question.accept()
    desk.wait(lambda: page.overview.counts == {**page.overview.counts, "all": 0, "archived": 1})
    assert desk.ask(detail, sold).is_archived


def test_space_opens_and_closes_the_panel_and_the_row_is_followed(desk: Desk) -> None:
    for code in ("A", "B"):
        desk.run(add_sku, SkuDraft(code, f"Product {code}"))
    page = desk.page("products")
    model, view = page.table.model, page.table.view
    desk.wait(lambda: model.summary is not None and model.summary.count == 2 and model.row(0) is not None)
    view.setFocus()
    view.go_to(0)
    QTest.keyClick(view, Qt.Key.Key_Space)
    desk.wait(page.detail.isVisible)
    assert page.detail.title.text() == "A"
    QTest.keyClick(view, Qt.Key.Key_Down)
    desk.wait(lambda: page.detail.title.text() == "B")
    QTest.keyClick(view, Qt.Key.Key_Space)
    desk.wait(lambda: not page.detail.isVisible())


def test_own_fields_and_what_was_refunded_stand_in_the_panel(desk: Desk) -> None:
    fields = [CustomField("", "Material", FieldKind.TEXT), CustomField("", "Fragile", FieldKind.FLAG)]
    desk.run(define_fields, fields)
    draft = ProductDraft("Cup", (SkuEntry(None, "CUP"),), custom={"f1": "clay", "f2": True})
    (sku,) = desk.run(save_product, None, draft).value.sku_ids
    channel = desk.run(add_channel, "My shop", Platform.OTHER).value
    order = desk.run(add_order, OrderDraft(channel, (LineDraft("Cup", 2, price_minor=1000, sku_id=sku),))).value
    desk.run(set_refund, [order], RefundStatus.REFUNDED)
    page = desk.page("products")
    page.open_detail(sku)
    desk.wait(lambda: page.detail.isVisible() and page.detail.shown is not None)
    said = [label.text() for label in page.detail.findChildren(QLabel)]
    for words in ("Material", "clay", "Fragile", "yes", "Refunded lines", "1 of 1 · 100.0%"):
        assert words in said
