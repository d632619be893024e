"""Labels of goods: what a scanner reads from them, how they fill the pages, what they show."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from services.errors import NothingSelected
from services.fulfilment.labels import Label, LabelField, Symbol, symbol_of
from ui.paper.labels import LabelOptions, LabelPreview, LabelSize, label_sheets, render_labels
from ui.paper.size import LABEL_PRINTER_DPI, UNITS_PER_INCH

pytestmark = pytest.mark.usefixtures("qapp")
CODES = (
    ("6901234567892", "EAN-13"),
    ("036000291452", "EAN-13"),
    ("6901234567890", "Code 128"),
    ("SC-200", "Code 128"),
    ("LINEN-APRON-OATMEAL-XXL-2026-SPRING", ""),
    ("茶壶-01", "QR Code"),
)


def a_label(scanned: str = "SC-200", title: str = "山茶花香薰蜡烛", number: int = 1) -> Label:
    text, symbol = symbol_of(scanned)
    return Label(number, f"K-{number}", title, "200g", "¥89.00", "A-01", text, symbol)


def drawn(found: list[Label], size: LabelSize, tmp_path: Path, options: LabelOptions | None = None) -> Image.Image:
    """The first page as a label printer puts it on paper."""
    sheet = next(label_sheets(found, size, options or LabelOptions()))
    scale = LABEL_PRINTER_DPI / UNITS_PER_INCH
    image = QImage(
        round(size.extent.width() * scale), round(size.extent.height() * scale), QImage.Format.Format_Grayscale8
    )
    image.fill(255)
    painter = QPainter(image)
    painter.scale(scale, scale)
    sheet.draw(painter, 0)
    painter.end()
    image.save(str(tmp_path / "page.png"))
    return Image.open(tmp_path / "page.png")


@pytest.mark.parametrize("size", list(LabelSize))
@pytest.mark.parametrize(("code", "symbol"), CODES)
def test_every_symbol_is_read_back_from_a_label_printers_dots(
    size: LabelSize, code: str, symbol: str, tmp_path: Path
) -> None:
    found = zxingcpp.read_barcodes(drawn([a_label(code)], size, tmp_path))
    said = {one.text for one in found}
    assert said == {symbol_of(code)[0]}
    assert not symbol or {str(one.format) for one in found} == {symbol}


def test_a_number_with_a_wrong_check_digit_is_no_ean() -> None:
    assert symbol_of("6901234567892") == ("6901234567892", Symbol.EAN13)
    assert symbol_of("6901234567893") == ("6901234567893", Symbol.CODE128)
    assert symbol_of(" 036000291452 ") == ("0036000291452", Symbol.EAN13)


def test_a_sheet_of_a4_is_filled_row_by_row_from_the_first_free_place(tmp_path: Path) -> None:
    found = [a_label(f"A-{number}", number=number) for number in range(30)]
    sheets = list(label_sheets(found, LabelSize.A4, LabelOptions(skipped=3)))
    assert [len(sheet.arts) for sheet in sheets] == [24, 9]
    assert sheets[0].arts[:3] == (None, None, None)
    read = zxingcpp.read_barcodes(drawn(found, LabelSize.A4, tmp_path, LabelOptions(skipped=3)))
    assert {one.text for one in read} == {f"A-{number}" for number in range(21)}
    inside = [LabelSize.A4.corner(place) for place in range(24)]
    extent, inner = LabelSize.A4.extent, LabelSize.A4.inner
    assert all(left > 0 and left + inner.width() < extent.width() for left, _top in inside)
    assert all(top > 0 and top + inner.height() < extent.height() for _left, top in inside)


def test_copies_are_pages_of_a_roll(tmp_path: Path) -> None:
    assert render_labels([a_label()] * 5, LabelSize.ROLL_40X30, tmp_path / "l.pdf") == 5


@pytest.mark.parametrize("size", list(LabelSize))
def test_a_long_title_never_pushes_symbol_and_price_off_the_label(size: LabelSize, tmp_path: Path) -> None:
    long = a_label("6901234567892", "Hand-poured soy candle with camellia, gift box and a very long name " * 3)
    art = next(label_sheets([long], size)).arts[0]
    assert art is not None
    assert art.cut.height + art.bottom.height <= art.height
    assert art.cut.height > 0
    assert "¥89.00" in art.bottom.toPlainText()
    assert "200g" in art.bottom.toPlainText()
    assert [one.text for one in zxingcpp.read_barcodes(drawn([long], size, tmp_path))] == ["6901234567892"]


def test_only_the_chosen_fields_are_printed(tmp_path: Path) -> None:
    only = LabelOptions(frozenset({LabelField.TITLE, LabelField.CODE}))
    art = next(label_sheets([a_label("6901234567892")], LabelSize.ROLL_60X40, only)).arts[0]
    assert art is not None
    assert "¥" not in art.bottom.toPlainText()
    assert "K-1" in art.bottom.toPlainText()
    assert not zxingcpp.read_barcodes(drawn([a_label("6901234567892")], LabelSize.ROLL_60X40, tmp_path, only))


def test_no_labels_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(NothingSelected):
        render_labels([], LabelSize.A4, tmp_path / "l.pdf")
    assert not (tmp_path / "l.pdf").exists()


def test_the_preview_follows_the_size_that_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    preview = LabelPreview()
    qtbot.addWidget(preview)
    preview.resize(700, 500)
    preview.show()
    with qtbot.waitSignal(preview.laid_out):
        preview.show_labels([a_label()] * 25, LabelOptions())
    assert preview.page_count == 25
    with qtbot.waitSignal(preview.laid_out):
        preview.paper_bar.choose_paper("a4")
    assert preview.page_count == 2
    assert preview.save_to(tmp_path / "l.pdf") == 2
