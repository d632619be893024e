"""Folders, archives and workbooks of several sheets: every table in them is read, the rest is named."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from services.errors import Cancelled
from services.importing import containers
from services.importing.containers import Archive, is_archive, look_through
from services.importing.errors import (
    ArchiveLocked,
    CipherUnknown,
    FileDamaged,
    FileEmpty,
    FileHostile,
    FileNotData,
    FileTooBig,
    WrongPassword,
)
from services.importing.read_file import ReadFile
from services.importing.service import ImportSession
from services.kernel.tasks import Task
from services.messages import render
from services.shop import Shop
from tests.services.importing.locked import aes_zip, cipher_of, locked_zip
from tests.services.importing.making import TAOBAO, csv_file, order_row

_PRODUCTS = "Code,Title,Price\r\n{code},Mug,18.00\r\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ImportSession]:
    with Shop.create(tmp_path / "a.shop", who="tests") as shop, ImportSession(shop) as session:
        yield session


def _products(code: str) -> str:
    return _PRODUCTS.format(code=code)


def _zip(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _zip_bytes(members: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def _gbk_zip(path: Path, name: str, content: str) -> Path:
    """An archive as Chinese Windows writes it: the name in GBK, and no mark that says so."""
    placeholder = "x" * len(name.encode("gb18030"))
    _zip(path, {placeholder: content})
    path.write_bytes(path.read_bytes().replace(placeholder.encode(), name.encode("gb18030")))
    return path


def _names(files: list[ReadFile]) -> list[str]:
    return [one.path.name for one in files]


def _codes(session: ImportSession) -> list[str]:
    return [key for staged in session.staged for key, _row, _data in staged.records()]


def test_a_folder_stands_for_every_table_anywhere_in_it(tmp_path: Path, session: ImportSession) -> None:
    folder = tmp_path / "day"
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "b.csv").write_text(_products("B"))
    (folder / "deep" / "deeper" / "a.csv").write_text(_products("A"))
    for name in ("~$b.xlsx", ".hidden.csv", "half.tmp", "photo.jpg", ".git/config.csv"):
        (folder / name).write_text("x")
    found = session.add_all([folder])
    assert _names(found) == ["b.csv", "a.csv"]
    assert _codes(session) == ["B", "A"]
    assert {one.path.name: render(one.reason) for one in session.left_out} == {
        ".git": "a hidden file",
        ".hidden.csv": "a hidden file",
        "half.tmp": "a temporary file",
        "photo.jpg": "not a table",
        "~$b.xlsx": "a note of an open Excel or WPS window",
    }


def test_a_folder_without_a_table_is_an_error_and_nothing_is_read_twice(tmp_path: Path, session: ImportSession) -> None:
    bare, full = tmp_path / "bare", tmp_path / "full"
    bare.mkdir()
    full.mkdir()
    (full / "a.csv").write_text(_products("A"))
    found = session.add_all([bare, full, full / "a.csv"])
    assert [type(one.error) for one in found] == [FileEmpty, type(None)]


def test_links_in_a_folder_are_named_and_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "day"
    folder.mkdir()
    (folder / "round").symlink_to(folder)
    found = look_through([folder])
    assert found.files == []
    assert [render(one.reason) for one in found.left_out] == ["a link to another place"]


def test_looking_through_a_folder_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_LOOKED_AT", 3)
    for number in range(5):
        (tmp_path / f"{number}.csv").write_text("x")
    found = look_through([tmp_path])
    assert len(found.files) == 3
    assert [render(one.reason) for one in found.left_out] == ["it holds more than 3 files"]


def test_the_members_of_an_archive_are_files_of_their_own(tmp_path: Path, session: ImportSession) -> None:
    path = _zip(tmp_path / "a.zip", {"one.csv": _products("A"), "sub/two.csv": _products("B"), "__MACOSX/._x.csv": "x"})
    found = session.add_all([path])
    assert _names(found) == ["a.zip › one.csv", "a.zip › sub › two.csv"]
    assert [one.staged.file_name for one in found if one.staged] == _names(found)
    assert _codes(session) == ["A", "B"]
    assert [one.path.name for one in session.left_out] == ["a.zip › __MACOSX › ._x.csv"]
    session.submit_apply().result()
    again = session.add(found[0].path, format_id="zhanggui.products")
    assert again.staged is not None
    assert len(session.files) == 2


def test_names_that_chinese_windows_wrote_are_read(tmp_path: Path, session: ImportSession) -> None:
    (found,) = session.add_all([_gbk_zip(tmp_path / "a.zip", "订单列表乗.csv", _products("A"))])
    assert found.path.name == "a.zip › 订单列表乗.csv"
    assert found.staged is not None


def test_an_archive_in_an_archive_is_opened_once(tmp_path: Path, session: ImportSession) -> None:
    deepest = _zip_bytes({"c.csv": _products("C")})
    inner = _zip_bytes({"b.csv": _products("B"), "c.zip": deepest})
    found = session.add_all([_zip(tmp_path / "a.zip", {"b.zip": inner, "a.csv": _products("A")})])
    assert _names(found) == ["a.zip › b.zip › b.csv", "a.zip › a.csv"]
    assert [one.path.name for one in session.left_out] == ["a.zip › b.zip › c.zip"]


def test_a_bad_member_never_blocks_the_good_ones(tmp_path: Path, session: ImportSession) -> None:
    path = _zip(tmp_path / "a.zip", {"bad.xlsx": b"PK\x03\x04 cut off", "good.csv": _products("A"), "empty.csv": b""})
    bad, good, empty = session.add_all([path])
    assert isinstance(bad.error, FileDamaged)
    assert "a.zip › bad.xlsx" in str(bad.error)
    assert good.staged is not None
    assert isinstance(empty.error, FileEmpty)
    assert "a.zip › empty.csv" in str(empty.error)


def test_a_member_with_a_wrong_checksum_is_damaged_and_the_others_are_read(
    tmp_path: Path, session: ImportSession
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bad.csv", _products("SPOILT"))
        archive.writestr("good.csv", _products("A"))
    path.write_bytes(path.read_bytes().replace(b"SPOILT", b"SPOILS", 1))
    bad, good = session.add_all([path])
    assert isinstance(bad.error, FileDamaged)
    assert good.staged is not None


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"../../evil.csv": "x"}, FileHostile),
        ({"/etc/evil.csv": "x"}, FileHostile),
        ({"C:/evil.csv": "x"}, FileHostile),
        ({"bomb.csv": b"0" * (3 << 20)}, FileHostile),
        ({f"{number}.csv": "" for number in range(2001)}, FileHostile),
        ({"picture.jpg": "x"}, FileNotData),
        ({}, FileEmpty),
    ],
    ids=["leads out", "from the root", "a drive", "a bomb", "too many", "no table", "nothing"],
)
def test_an_archive_that_is_up_to_something_is_refused_whole(
    tmp_path: Path, session: ImportSession, members: dict[str, str | bytes], kind: type[Exception]
) -> None:
    path = _zip(tmp_path / "a.zip", members)
    before = set(tmp_path.iterdir())
    (found,) = session.add_all([path])
    assert isinstance(found.error, kind)
    assert set(tmp_path.iterdir()) == before


def test_what_unpacks_to_more_than_allowed_is_stopped_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": _products("A")})
    monkeypatch.setattr(containers, "MAX_UNPACKED", 10)
    (found,) = Archive(path, tmp_path / "out").files()
    assert isinstance(found.error, FileTooBig)


def test_a_locked_archive_asks_for_its_password(tmp_path: Path, session: ImportSession) -> None:
    path = locked_zip(tmp_path / "a.zip", "a.csv", _products("A"), "tea 42")
    (found,) = session.add_all([path])
    assert type(found.error) is ArchiveLocked
    (found,) = session.add_all([path], password="coffee")
    assert type(found.error) is WrongPassword
    (found,) = session.unlock(found.path, "tea 42")
    assert found.path.name == "a.zip › a.csv"
    assert found.staged is not None
    assert _names(session.files) == ["a.zip › a.csv"]


@pytest.mark.parametrize("password", ["tea 42", "口令"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("strength", [1, 2, 3])
def test_an_archive_locked_with_aes_opens_with_its_password(
    tmp_path: Path, strength: int, method: int, password: str
) -> None:
    content = _products("A") + "".join(f"B{number},Mug,1\r\n" for number in range(30_000))
    path = aes_zip(tmp_path / "a.zip", "a.csv", content, password, strength, method)
    with pytest.raises(ArchiveLocked):
        Archive(path, tmp_path / "0").files()
    with pytest.raises(WrongPassword):
        Archive(path, tmp_path / "1", password="coffee").files()
    (found,) = Archive(path, tmp_path / "2", password=password).files()
    assert found.source.read_bytes() == content.encode()


@pytest.mark.parametrize(
    ("bits", "crypted"),
    [
        (128, "69c4e0d86a7b0430d8cdb78070b4c55a"),
        (192, "dda97ca4864cdfe06eaf70a0ec0d7191"),
        (256, "8ea2b7ca516745bfeafc49904b496089"),
    ],
)
def test_the_cipher_gives_what_its_standard_says(bits: int, crypted: str) -> None:
    block = bytes.fromhex("00112233445566778899aabbccddeeff")
    assert cipher_of(bytes(range(bits // 8)), block).hex() == crypted


def test_a_password_of_chinese_windows_is_understood_in_its_own_encoding(tmp_path: Path) -> None:
    path = aes_zip(tmp_path / "a.zip", "a.csv", _products("A"), "口令".encode("gb18030"))
    (found,) = Archive(path, tmp_path / "out", password="口令").files()
    assert found.source.read_text("utf-8") == _products("A").replace("\r\n", "\n")


def test_a_locked_member_that_was_changed_is_not_taken(tmp_path: Path) -> None:
    path = aes_zip(tmp_path / "a.zip", "a.csv", _products("A"), "tea")
    data = bytearray(path.read_bytes())
    data[data.index(b"a.csv") + 40] ^= 1
    path.write_bytes(data)
    with pytest.raises(WrongPassword):
        Archive(path, tmp_path / "out", password="tea").files()


def test_a_cipher_no_password_helps_with_says_so(tmp_path: Path) -> None:
    path = aes_zip(tmp_path / "a.zip", "a.csv", _products("A"), "tea", method=97)
    with pytest.raises(CipherUnknown):
        Archive(path, tmp_path / "out", password="tea").files()


def test_an_archive_in_an_archive_is_unlocked_from_its_own_line(tmp_path: Path, session: ImportSession) -> None:
    inner = locked_zip(tmp_path / "b.zip", "b.csv", _products("B"), "tea")
    path = _zip(tmp_path / "a.zip", {"a.csv": _products("A"), "b.zip": inner.read_bytes()})
    good, locked = session.add_all([path])
    assert good.staged is not None
    assert isinstance(locked.error, ArchiveLocked)
    session.unlock(locked.path, "tea")
    assert _codes(session) == ["A", "B"]


def test_unpacking_can_be_cancelled_and_leaves_nothing(tmp_path: Path, session: ImportSession) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": _products("A")})
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        session.add_all([path], task=task)
    folder = session._folder
    session.close()
    assert not folder.exists()


def test_workbooks_and_letters_are_no_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    Workbook().save(path)
    assert not is_archive(path)
    assert not is_archive(csv_file(tmp_path / "a.csv", [TAOBAO]))
    assert not is_archive(tmp_path / "missing.zip")
    assert not is_archive(_zip(tmp_path / "letter.docx", {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}))


def _book(path: Path, sheets: dict[str, list[list[str]]], hidden: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, table in sheets.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
        for row in table:
            sheet.append(row)
    book.save(path)
    return path


_PRODUCT_SHEET = [["Code", "Title", "Price"], ["A", "Mug", "18.00"]]


def test_each_sheet_that_is_known_is_a_file_and_hidden_ones_are_only_named(
    tmp_path: Path, session: ImportSession
) -> None:
    path = _book(
        tmp_path / "day.xlsx",
        {
            "Orders": [TAOBAO, order_row("2605170000000000101")],
            "Notes": [["hello"]],
            "Old": _PRODUCT_SHEET,
            "Goods": _PRODUCT_SHEET,
        },
        hidden=("Old",),
    )
    orders, goods = session.add_all([path])
    assert _names(session.files) == ["day.xlsx › Orders", "day.xlsx › Goods"]
    assert orders.staged is not None
    assert goods.staged is not None
    assert (orders.staged.kind, goods.staged.kind) == ("orders", "products")
    warned = [(one.code, render(one.message)) for file in session.staged for one in file.warnings]
    assert [said for code, said in warned if code == "hidden_sheets"] == ["1 hidden sheet was not read: Old."]
    result = session.submit_apply().result().value
    assert [plan.counts.new for plan in result.plan.files] == [1, 1]
    again = session.add(goods.path)
    assert again.staged is not None
    assert again.staged.kind == "products"


def test_a_workbook_of_one_known_sheet_stays_one_file_that_names_the_hidden(
    tmp_path: Path, session: ImportSession
) -> None:
    (found,) = session.add_all([_book(tmp_path / "a.xlsx", {"Goods": _PRODUCT_SHEET, "Old": [["x"]]}, hidden=("Old",))])
    assert found.path.name == "a.xlsx"
    assert found.staged is not None
    assert [one.code for one in found.staged.warnings] == ["hidden_sheets"]


def test_a_known_header_without_a_row_below_it_is_an_empty_file(tmp_path: Path, session: ImportSession) -> None:
    found = session.add(csv_file(tmp_path / "a.csv", [TAOBAO, [""] * len(TAOBAO)]))
    assert isinstance(found.error, FileEmpty)
    assert found.tables[0].format_id == "taobao.orders"
