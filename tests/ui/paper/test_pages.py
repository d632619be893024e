"""What is on the pages, measured on the laid-out sheets: nothing here needs another program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage, QPalette
from PySide6.QtWidgets import QApplication

from services.errors import NothingSelected
from services.fulfilment.paper_fields import PackingOptions
from services.fulfilment.papers import OrderNote, PickLine
from services.types import Money
from tests.ui.paper import samples
from ui.paper.pagination import Flow
from ui.paper.render import STANDARD, packing_sheets, pick_list_sheets
from ui.paper.sheet import Sheet
from ui.paper.size import PICK_LIST_SIZES, PaperSize, units

pytestmark = pytest.mark.usefixtures("qapp")
PAPERS = list(PaperSize)
PICKS = list(PICK_LIST_SIZES)


def _pick(count: int, paper: PaperSize, **changes: object) -> Sheet:
    return next(pick_list_sheets(samples.pick_list(count, **changes), paper))


def _pack(paper: PaperSize, options: PackingOptions = STANDARD, count: int = 3, **changes: object) -> Sheet:
    return next(packing_sheets([samples.packing_list(count, **changes)], paper, options))


def _kinds(found: set[tuple[str, str]]) -> dict[str, str]:
    return {kind.lower().replace(" ", "").replace("_", ""): text for kind, text in found}


@pytest.mark.parametrize("paper", PICKS)
def test_the_number_of_a_pick_list_is_read_at_203_dpi_on_every_page(paper: PaperSize) -> None:
    sheet = _pick(60, paper)
    for page in (0, sheet.pages - 1):
        found = _kinds(samples.codes(samples.as_pillow(samples.picture(sheet, page))))
        assert found == {"code128": samples.NUMBER}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("reprint", [False, True])
@pytest.mark.parametrize("order_no", [samples.ORDER_NO, "4312345678901234567", "112-1234567-1234567", "P733123456789"])
def test_both_codes_of_a_parcel_are_read_at_203_dpi(paper: PaperSize, reprint: bool, order_no: str) -> None:
    sheet = _pack(paper, order_numbers=(order_no, "2"), reprint=reprint, count=1)
    found = _kinds(samples.codes(samples.as_pillow(samples.picture(sheet))))
    assert found == {"code128": order_no, "qrcode": order_no}


def test_an_order_number_code_128_cannot_hold_still_has_a_qr_code() -> None:
    sheet = _pack(PaperSize.A5, order_numbers=("订单-龚-1",))
    assert _kinds(samples.codes(samples.as_pillow(samples.picture(sheet)))) == {"qrcode": "订单-龚-1"}


@pytest.mark.parametrize("paper", PICKS)
def test_no_row_is_split_and_none_is_lost(paper: PaperSize) -> None:
    sheet = _pick(75, paper, notes=samples.notes(12))
    cuts = [band.content for band in sheet.bands]
    whole = Flow(sheet.body).whole
    assert len(whole) == 75 + 12
    for row in whole:
        assert sum(cut.top <= row.top + 0.5 and row.bottom <= cut.bottom + 0.5 for cut in cuts) == 1


@pytest.mark.exhaustive
@pytest.mark.parametrize("paper", PICKS)
def test_pages_never_hold_more_than_their_room(paper: PaperSize) -> None:
    sheet = _pick(75, paper, notes=samples.notes(40, "很长的备注 " * 200))
    for number, band in enumerate(sheet.bands, 1):
        height = band.content.height + (band.heading.height if band.heading else 0)
        assert 0 < height <= sheet.room(number, sheet.pages) + 0.5


def test_every_page_of_a_table_begins_with_its_heading() -> None:
    sheet = _pick(60, PaperSize.A5)
    assert sheet.pages > 2
    assert all(band.heading is not None for band in sheet.bands[1:])
    assert len({band.heading for band in sheet.bands[1:]}) == 1


def test_a_note_longer_than_a_page_is_cut_between_lines_only() -> None:
    sheet = _pack(PaperSize.LABEL_100X150, buyer_note="礼物请包好，" * 400)
    assert sheet.pages > 2
    for band in sheet.bands:
        for block in _blocks(sheet):
            for top, bottom in block:
                crosses = top + 0.5 < band.content.bottom < bottom - 0.5
                assert not crosses


def _blocks(sheet: Sheet) -> list[list[tuple[float, float]]]:
    found = []
    block = sheet.body.begin()
    while block.isValid():
        place = sheet.body.documentLayout().blockBoundingRect(block).top()
        lines = [block.layout().lineAt(number).rect() for number in range(block.layout().lineCount())]
        found.append([(place + line.top(), place + line.bottom()) for line in lines])
        block = block.next()
    return found


def test_a_parcel_shows_its_notes_its_orders_and_no_price() -> None:
    sheet = _pack(PaperSize.A5, order_numbers=(samples.ORDER_NO, "2611213397019", "2611213397020"))
    text = sheet.body.toPlainText()
    for expected in ("请用礼盒", "老客第 4 单", "2611213397019", "2611213397020", "谢谢惠顾", "A-01-3"):
        assert expected in text
    assert "¥" not in text


@pytest.mark.parametrize("paper", PAPERS)
def test_prices_are_printed_only_where_they_are_wanted(paper: PaperSize) -> None:
    lines = (replace(samples.packing_list(1).lines[0], amount=Money(8900)), samples.packing_list(2).lines[1])
    plain = _pack(paper, lines=lines).body.toPlainText()
    assert "89" not in plain
    priced = _pack(paper, PackingOptions(prices=True), lines=lines).body.toPlainText()
    assert "¥89.00" in priced
    assert "in total" not in priced  # the second line's price is unknown
    both = _pack(paper, PackingOptions(prices=True), lines=(lines[0], replace(lines[1], amount=Money(1050))))
    assert "¥99.50" in both.body.toPlainText()


def test_what_has_neither_header_nor_footer_has_the_whole_page() -> None:
    options = PackingOptions(gift_card=True)
    packing, card = packing_sheets([samples.packing_list(1)], PaperSize.A5, options)
    assert card.room(1, 1) == PaperSize.A5.inner_height > packing.room(1, 1)
    assert card.piece("", 1, 1).height == 0


@pytest.mark.parametrize("paper", PAPERS)
def test_gift_card_and_return_slip_stand_on_pages_of_their_own(paper: PaperSize) -> None:
    options = PackingOptions(gift_card=True, return_slip=True)
    packing = samples.packing_list(2, gift_text="愿你今天开心")
    done: list[int] = []
    sheets = list(packing_sheets([packing, packing], paper, options, step=done.append))
    assert len(sheets) == 6
    assert done == [1, 2]
    assert "愿你今天开心" in sheets[1].body.toPlainText()
    assert "Return slip" in sheets[2].body.toPlainText()
    assert "愿你今天开心" not in sheets[0].body.toPlainText()
    found = _kinds(samples.codes(samples.as_pillow(samples.picture(sheets[2], sheets[2].pages - 1))))
    assert found == {"code128": samples.ORDER_NO}


@pytest.mark.parametrize("paper", [PaperSize.A5, PaperSize.ROLL_58])
def test_a_card_that_says_what_the_last_one_said_is_not_laid_out_again(paper: PaperSize) -> None:
    texts = ("Thank you", "Thank you", "Happy birthday")
    lists = [samples.packing_list(1, gift_text=text) for text in texts]
    cards = list(packing_sheets(lists, paper, PackingOptions(gift_card=True)))[1::2]
    assert cards[0].body is cards[1].body is not cards[2].body
    assert samples.picture(cards[0], 0) == samples.picture(cards[1], 0) != samples.picture(cards[2], 0)
    assert cards[0].paper.extent == cards[1].paper.extent


def test_a_roll_is_cut_where_the_print_ends() -> None:
    short, long = _pack(PaperSize.ROLL_58, count=1), _pack(PaperSize.ROLL_58, count=30)
    assert short.pages == long.pages == 1
    assert short.paper.extent.width() == long.paper.extent.width() == pytest.approx(units(58))
    assert units(60) < short.paper.extent.height() < units(140)
    assert long.paper.extent.height() > units(300)


def test_a_parcel_longer_than_any_roll_takes_several_pieces() -> None:
    sheet = _pack(PaperSize.ROLL_58, count=400)
    assert sheet.pages > 1
    assert sheet.paper.extent.height() == PaperSize.ROLL_58.extent.height()


def test_the_logo_is_printed_where_it_is_wanted(tmp_path: Path) -> None:
    logo = QImage(200, 80, QImage.Format.Format_RGB32)
    logo.fill(0)
    assert logo.save(str(tmp_path / "logo.png"))

    def dark(options: PackingOptions, path: Path | None) -> int:
        sheet = next(packing_sheets([samples.packing_list(1)], PaperSize.A5, options, logo=path))
        return sum(samples.as_pillow(samples.picture(sheet, dpi=60)).histogram()[:100])

    without = dark(STANDARD, None)
    assert dark(STANDARD, tmp_path / "logo.png") > without + 1500
    assert dark(PackingOptions(logo=False), tmp_path / "logo.png") == without
    assert dark(STANDARD, tmp_path / "gone.png") == without


def test_the_receiver_is_masked_unless_asked_otherwise_and_can_be_left_out() -> None:
    hidden = _pack(PaperSize.A5).body.toPlainText()
    assert "欧***" in hidden
    assert "138******34" in hidden
    assert "广东省深圳市南山区****" in hidden
    assert "科技园" not in hidden
    assert "科技园1栋1001" in _pack(PaperSize.A5, PackingOptions(mask=False)).body.toPlainText()
    absent = _pack(PaperSize.A5, PackingOptions(show_receiver=False, mask=False)).body.toPlainText()
    assert "欧" not in absent
    assert "138" not in absent
    assert "深圳" not in absent


def test_the_note_is_the_largest_text_below_the_head() -> None:
    body = _pack(PaperSize.LABEL_100X150).body
    sizes: dict[str, int] = {}
    block = body.begin()
    while block.isValid():
        sizes[block.text()] = block.charFormat().font().pixelSize() if block.text() else 0
        block = block.next()
    note = next(size for text, size in sizes.items() if "请用礼盒" in text)
    assert note == max(size for text, size in sizes.items() if text)


def test_a_reprint_is_marked_on_every_page() -> None:
    again = _pick(60, PaperSize.A5, reprint=True)
    assert "REPRINT" not in _pick(60, PaperSize.A5).piece("header", 1, 1).toPlainText()
    for page in range(again.pages):
        assert "REPRINT" in again.piece("header", page + 1, again.pages).toPlainText()


def test_unlinked_lines_are_marked() -> None:
    unknown = PickLine("PDD-991", "?", "", "", 1, 1, matched=False)
    for paper in PICKS:
        assert "not linked" in _pick(1, paper, lines=(unknown,)).body.toPlainText().replace("\xa0", " ")
        assert "linked" not in _pick(1, paper).body.toPlainText()


@pytest.mark.parametrize("paper", PAPERS)
def test_rare_characters_emoji_and_markup_are_printed_as_they_are(paper: PaperSize) -> None:
    text = "龚 㛃 𠮷 😀 👩‍👩‍👧 <b>&amp; {{ 7*7 }} 100mm style='1mm'"
    pick_paper = paper if paper in PICKS else PaperSize.A4
    pick = _pick(1, pick_paper, lines=(PickLine(text, text, text, text, 1, 1),), notes=(OrderNote(text, text, text),))
    pack = _pack(paper, buyer_note=text, receiver=text, shop_name=text)
    assert text in pick.body.toPlainText()
    assert text in pack.body.toPlainText()
    for sheet in (pick, pack):
        assert not samples.picture(sheet, 0, 96).isNull()


def test_long_titles_wrap_inside_their_column() -> None:
    long = replace(samples.pick_list(1).lines[0], title="超长标题" * 60, code="C" * 80, shelf="S" * 60)
    sheet = _pick(1, PaperSize.LABEL_100X150, lines=(long,))
    assert sheet.body.idealWidth() <= PaperSize.LABEL_100X150.inner_width + 1


def test_a_parcel_of_fifty_lines_counts_its_own_pages() -> None:
    sheets = list(packing_sheets([samples.packing_list(50), samples.packing_list(1)], PaperSize.A5, STANDARD))
    assert [sheet.pages for sheet in sheets] == [sheets[0].pages, 1]
    last = sheets[0].pages
    assert last > 1
    assert f"Page {last} of {last}" in sheets[0].piece("footer", last, last).toPlainText()


@pytest.mark.exhaustive
def test_five_thousand_lines_are_laid_out() -> None:
    sheet = _pick(5000, PaperSize.A4)
    assert 150 < sheet.pages < 400
    assert sum(row.content.height for row in sheet.bands) == pytest.approx(sheet.body.height, rel=0.01)


def test_nothing_to_print_is_said() -> None:
    with pytest.raises(NothingSelected):
        list(pick_list_sheets(samples.pick_list(0), PaperSize.A4))
    with pytest.raises(NothingSelected):
        list(packing_sheets([], PaperSize.A4, STANDARD))
    with pytest.raises(NothingSelected):
        list(packing_sheets([samples.packing_list(0)], PaperSize.A4, STANDARD))


def test_paper_stays_black_on_white_in_a_dark_program(qapp: QApplication) -> None:
    light = QPalette(qapp.palette())
    dark = QPalette(qapp.palette())
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        dark.setColor(role, "white")
    expected = samples.picture(_pack(PaperSize.A5), 0, 60)
    QGuiApplication.setPalette(dark)
    try:
        assert samples.picture(_pack(PaperSize.A5), 0, 60) == expected
    finally:
        QGuiApplication.setPalette(light)
