"""PDF files and printing: complete or not at all, private, with the fonts inside."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtPrintSupport import QPrinter

from services.errors import CannotWrite, DiskFull, NothingSelected
from services.fulfilment.paper_fields import PackingOptions
from tests.ui.paper import samples
from ui.paper.pdf import print_sheets
from ui.paper.render import STANDARD, packing_sheets, pick_list_sheets, render_packing_lists, render_pick_list
from ui.paper.size import LABEL_PRINTER_DPI, PICK_LIST_SIZES, PaperSize

pytestmark = pytest.mark.usefixtures("qapp")
ROOT = Path(__file__).parents[3]


def _poppler(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} (poppler-utils) is not installed; test_pages.py checks the same on the laid-out sheets")
    return found


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("paper", PICK_LIST_SIZES)
def test_a_pick_list_can_be_searched_and_counts_its_pages(tmp_path: Path, paper: PaperSize) -> None:
    tool = _poppler("pdftotext")
    out = tmp_path / "p.pdf"
    pages = render_pick_list(samples.pick_list(40, notes=samples.notes(2), reprint=True), paper, out)
    parts = _run(tool, "-layout", str(out), "-").split("\f")[:-1]
    assert len(parts) == pages > 1
    for number, text in enumerate(parts, 1):
        assert samples.NUMBER in text
        assert f"Page {number} of {pages}" in " ".join(text.split())
        assert "REPRINT" in text
    whole = "".join("".join(parts).split())
    assert all(f"JJ-{n:04}" in whole for n in range(1, 41))
    assert "山茶花香薰蜡烛" in whole
    assert "2026-11-2115:42" in whole


@pytest.mark.parametrize("paper", list(PaperSize))
def test_packing_lists_are_one_parcel_a_page_without_prices(tmp_path: Path, paper: PaperSize) -> None:
    tool = _poppler("pdftotext")
    out = tmp_path / "p.pdf"
    numbers = [f"26112133970{n:04}" for n in range(5)]
    lists = [samples.packing_list(1, order_numbers=(number,)) for number in numbers]
    assert render_packing_lists(lists, paper, out) == 5
    parts = _run(tool, "-layout", str(out), "-").split("\f")[:-1]
    for number, text in zip(numbers, parts, strict=True):
        assert number in text
        assert "请用礼盒" in text
        assert "138******34" in text
        assert "13812345634" not in text
        assert not any(sign in text for sign in ("¥", "￥", "元", "$"))


@pytest.mark.parametrize("paper", list(PaperSize))
def test_fonts_are_embedded_and_the_paper_has_its_size(tmp_path: Path, paper: PaperSize) -> None:
    fonts, info = _poppler("pdffonts"), _poppler("pdfinfo")
    out = tmp_path / "p.pdf"
    render_packing_lists([samples.packing_list()], paper, out)
    rows = _run(fonts, str(out)).splitlines()[2:]
    assert rows
    assert all(row.split()[-5] == "yes" for row in rows)
    size = next(line for line in _run(info, str(out)).splitlines() if line.startswith("Page size"))
    width, height = float(size.split()[2]), float(size.split()[4])
    assert width / 72 * 25.4 == pytest.approx(paper.millimetres[0], abs=0.5)
    if paper.is_roll:
        assert height / 72 * 25.4 < 200
    else:
        assert height / 72 * 25.4 == pytest.approx(paper.millimetres[1], abs=0.5)


def test_every_piece_of_a_roll_in_a_file_has_its_own_length(tmp_path: Path) -> None:
    info = _poppler("pdfinfo")
    out = tmp_path / "p.pdf"
    assert render_packing_lists([samples.packing_list(1), samples.packing_list(9)], PaperSize.ROLL_58, out) == 2
    rows = [row for row in _run(info, "-l", "2", str(out)).splitlines() if row.startswith("Page") and "size" in row]
    first, second = (float(row.split("x")[1].split()[0]) for row in rows)
    assert second > first + 100


def test_the_codes_of_the_file_are_read_at_203_dpi(tmp_path: Path) -> None:
    tool = _poppler("pdftoppm")
    out = tmp_path / "p.pdf"
    render_packing_lists([samples.packing_list(1)], PaperSize.LABEL_100X150, out)
    _run(tool, "-r", str(LABEL_PRINTER_DPI), "-gray", "-png", str(out), str(tmp_path / "page"))
    with Image.open(next(tmp_path.glob("page*.png"))) as picture:
        found = samples.codes(picture.convert("L"))
    assert {text for _kind, text in found} == {samples.ORDER_NO}
    assert len(found) == 2


def test_the_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "拣货单.pdf"
    render_pick_list(samples.pick_list(), PaperSize.A4, out)
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    assert out.read_bytes().startswith(b"%PDF-")
    if os.name == "posix":
        assert out.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("code", "error"), [(errno.ENOSPC, DiskFull), (errno.EIO, CannotWrite)])
def test_a_failed_write_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, error: type[Exception]
) -> None:
    out = tmp_path / "p.pdf"
    out.write_bytes(b"old")

    def fail(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error):
        render_pick_list(samples.pick_list(), PaperSize.A4, out)
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["p.pdf"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        render_pick_list(samples.pick_list(), PaperSize.A4, tmp_path / "nowhere" / "p.pdf")


def test_an_empty_list_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(NothingSelected):
        render_packing_lists([], PaperSize.A4, tmp_path / "p.pdf")
    assert not list(tmp_path.iterdir())


class _Stop(Exception):
    pass


def test_drawing_can_be_stopped_between_parcels(tmp_path: Path) -> None:
    seen: list[int] = []

    def step(done: int) -> None:
        seen.append(done)
        if done == 2:
            raise _Stop

    with pytest.raises(_Stop):
        render_packing_lists([samples.packing_list()] * 4, PaperSize.A5, tmp_path / "p.pdf", STANDARD, step)
    assert seen == [1, 2]
    assert not list(tmp_path.iterdir())


def _printer(out: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    return printer


def test_a_printer_gets_all_pages_or_the_range_that_was_chosen(tmp_path: Path) -> None:
    out = tmp_path / "printed.pdf"
    everything = print_sheets(pick_list_sheets(samples.pick_list(60), PaperSize.A5), PaperSize.A5, _printer(out))
    assert everything > 3
    part = _printer(out)
    part.setFromTo(2, 3)
    assert print_sheets(pick_list_sheets(samples.pick_list(60), PaperSize.A5), PaperSize.A5, part) == 2
    label = PaperSize.LABEL_100X150
    lists = packing_sheets([samples.packing_list(1)] * 3, label, PackingOptions(mask=False))
    assert print_sheets(lists, label, _printer(out)) == 3
    tool = _poppler("pdfinfo")
    assert "Pages:           3" in _run(tool, str(out))


_WITHOUT_FONTS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
sys.path.insert(0, {root!r})
from services.errors import FontMissing
from tests.ui.paper import samples
from ui.paper.render import render_pick_list
from ui.paper.size import PaperSize
try:
    render_pick_list(samples.pick_list(), PaperSize.A4, Path({out!r}))
except FontMissing as error:
    sys.exit(error.exit_code)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only fontconfig can be told to know no fonts")
def test_without_a_chinese_font_it_says_so_instead_of_printing_boxes(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    out = tmp_path / "p.pdf"
    environment = os.environ | {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "QT_QPA_PLATFORM": "offscreen"}
    script = _WITHOUT_FONTS.format(root=str(ROOT), out=str(out))
    done = subprocess.run([sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 3, done.stderr.decode()
    assert not out.exists()


def test_a_command_line_without_a_display_can_draw(tmp_path: Path) -> None:
    out = tmp_path / "p.pdf"
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    script = _WITHOUT_FONTS.format(root=str(ROOT), out=str(out))
    done = subprocess.run([sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert out.read_bytes().startswith(b"%PDF-")


def test_papers_can_be_drawn_outside_the_window_thread(tmp_path: Path) -> None:
    lists = [samples.packing_list(2)] * 20
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(render_packing_lists, lists, PaperSize.A5, tmp_path / f"{n}.pdf") for n in range(2)]
        assert [job.result() for job in done] == [20, 20]


def test_a_radical_in_the_file_is_the_character_people_type(tmp_path: Path) -> None:
    out = tmp_path / "p.pdf"
    render_packing_lists([samples.packing_list(1, shop_name="木白小铺 金水火土 麦长门")], PaperSize.A5, out)
    table = b"".join(re.findall(rb"begincmap.*?endcmap", out.read_bytes(), re.DOTALL))
    codes = {int(code, 16) for code in re.findall(rb"<([0-9A-F]{4})>", table)}
    assert {ord(character) for character in "木白小铺金水火土麦长门"} <= codes
    assert not {code for code in codes if 0x2E80 <= code < 0x2FE0}
