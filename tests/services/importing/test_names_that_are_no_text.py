"""Names in GBK bytes, as an archive of Chinese Windows leaves them elsewhere: read, shown and kept as text."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from services.aftersales.attachments import keep_all
from services.errors import Invalid
from services.history.queries import operations
from services.importing.service import ImportSession
from services.integrity import check
from services.messages import from_json, message, render, to_json
from services.shop import Shop
from services.shop_file import require_short
from services.shown_names import shown_name, shown_path
from tests.services.importing.making import TAOBAO, csv_file, gbk_path, order_row

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there every name of a file is text")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ImportSession]:
    with Shop.create(tmp_path / "a.shop", who="tests") as shop, ImportSession(shop) as session:
        yield session


def test_a_name_is_shown_in_the_encoding_it_was_given_in() -> None:
    assert shown_name("订单.csv") == "订单.csv"
    assert shown_name("\udcb6\udca9\udcb5\udca5.csv") == "订单.csv"
    assert shown_name("a\udcff") == "a\ufffd"
    assert shown_name("\ud800") == "?"
    assert shown_name(os.fsdecode("联通.csv".encode("gb18030"))) == "联通.csv"  # half of it is UTF-8 by chance
    assert shown_path(Path("/x", "\udcb6\udca9", "a.csv")) == Path("/x/订/a.csv")


def test_what_is_text_beside_such_a_name_stays_as_it_is() -> None:
    name = os.fsdecode("订单.csv".encode("gb18030"))
    assert shown_name(f"/家/张三/{name}") == "/家/张三/订单.csv"
    assert shown_name(f"/{name}/联通/我的小店.shop") == "/订单.csv/联通/我的小店.shop"
    assert shown_name(f"“{name}”不是一家店") == "“订单.csv”不是一家店"
    assert str(message("{file}, {other}", file=f"/家/{name}", other="店")) == "/家/订单.csv, 店"
    assert from_json(to_json(message("{file}", file=f"/家/{name}"))) == message("{file}", file="/家/订单.csv")
    assert shown_name(f"/张三/a\udcff/{name}") == "/张三/a\ufffd/订单.csv"


def test_a_folder_with_such_names_is_imported_under_readable_ones(tmp_path: Path, session: ImportSession) -> None:
    folder = gbk_path(tmp_path, "资料")
    folder.mkdir()
    csv_file(gbk_path(folder, "订单.csv"), [TAOBAO, order_row("A1")])
    gbk_path(folder, "说明.docx").write_bytes(b"x")
    [file] = session.add_all([folder])
    assert file.path == tmp_path / "资料" / "订单.csv"
    assert [one.path.name for one in session.left_out] == ["说明.docx"]
    session.submit_apply().result()
    assert [render(one.text) for one in session.shop.ask(operations)] == ["Import 订单.csv"]


def test_two_files_that_read_alike_are_two_files(tmp_path: Path, session: ImportSession) -> None:
    csv_file(gbk_path(tmp_path, "订单.csv"), [TAOBAO, order_row("A1")])
    csv_file(tmp_path / "订单.csv", [TAOBAO, order_row("A2")])
    session.add_all([gbk_path(tmp_path, "订单.csv"), tmp_path / "订单.csv"])
    session.add_all([gbk_path(tmp_path, "订单.csv")])
    assert [one.path.name for one in session.files] == ["订单 (2).csv", "订单.csv"]
    assert [key for file in session.staged for key, _row, _data in file.records()] == ["A1", "A2"]


def test_such_a_file_is_read_again_with_a_corrected_cell(tmp_path: Path, session: ImportSession) -> None:
    path = csv_file(gbk_path(tmp_path, "订单.csv"), [TAOBAO, order_row("A1")])
    [file] = session.add_all([path])
    fixed = session.fix(file.path, 2, {TAOBAO[0]: "B1"})
    assert fixed.staged is not None
    assert [key for key, _row, _data in fixed.staged.records()] == ["B1"]
    assert len(session.files) == 1


def test_an_archive_with_such_a_name_is_unpacked(tmp_path: Path, session: ImportSession) -> None:
    inside = csv_file(tmp_path / "a.csv", [TAOBAO, order_row("A1")])
    with zipfile.ZipFile(gbk_path(tmp_path, "订单.zip"), "w") as archive:
        archive.write(inside, "a.csv")
    [file] = session.add_all([gbk_path(tmp_path, "订单.zip")])
    assert file.path.name == "订单.zip › a.csv"
    assert file.staged is not None


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04xx"])
def test_what_is_wrong_with_such_a_file_is_said_with_its_readable_name(
    tmp_path: Path, session: ImportSession, content: bytes
) -> None:
    path = gbk_path(tmp_path, "订单.csv")
    path.write_bytes(content)
    [file] = session.add_all([path])
    assert "订单.csv" in str(file.error)
    assert "没有.csv" in str(session.add(gbk_path(tmp_path, "没有.csv")).error)


def test_a_message_keeps_such_a_name_as_text() -> None:
    said = message("Import {files}", files=("\udcb6\udca9",))
    assert str(said) == "Import 订"
    assert from_json(to_json(said)) == message("Import {files}", files=("订",))


def test_a_shop_in_such_a_folder_works_and_a_new_one_is_not_called_so(tmp_path: Path) -> None:
    folder = gbk_path(tmp_path, "资料")
    folder.mkdir()
    with Shop.create(folder / "a.shop", who="tests") as shop:
        assert shop.ask(check) == ()
    with Shop.open(folder / "a.shop", read_only=True, who="tests") as shop:
        assert shop.ask(check) == ()
    with pytest.raises(Invalid, match=r"订\.shop"):
        require_short(gbk_path(tmp_path, "订.shop"))


def test_a_photo_and_a_paper_with_such_a_name_are_kept_with_a_readable_one(tmp_path: Path) -> None:
    photo, paper = gbk_path(tmp_path, "照片.png"), gbk_path(tmp_path, "收据.txt")
    Image.new("RGB", (4, 4)).save(photo)
    paper.write_bytes(b"x")
    kept = keep_all(None, tmp_path / "a.shop", [photo, paper])
    assert [one.file_name for one in kept] == ["照片.png", "收据.txt"]
