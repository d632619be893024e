"""Teaching starts from what is known: a changed export from its own format, a strange one from its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services import i18n, paths
from services.errors import CannotWrite
from services.importing import teach
from services.importing.drafts import Draft, coded_fields
from services.importing.errors import HeaderChanged
from services.importing.first_drafts import first_draft
from services.importing.formats import load_formats
from services.importing.kinds import KINDS
from services.importing.read_file import ReadFile
from services.importing.read_request import TableInfo
from services.importing.service import ImportSession
from services.importing.shapes import FieldType
from services.importing.suggestions import by_values
from services.importing.taught_files import add_format_file, remove_format, share_format
from services.importing.vocabulary import CODES
from services.shop import Shop
from tests.services.importing.making import csv_file

_ORDERS = Path(__file__).resolve().parents[2] / "data" / "formats" / "taobao.orders" / "sample.csv"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ImportSession]:
    with Shop.create(tmp_path / "a.shop", who="tests") as shop, ImportSession(shop) as session:
        yield session


def _renamed(path: Path, old: str, new: str) -> Path:
    lines = _ORDERS.read_text(encoding="gb18030").splitlines()
    assert old in lines[0]
    path.write_text("\n".join([lines[0].replace(old, new), *lines[1:]]), encoding="utf-8")
    return path


def _table(file: ReadFile) -> TableInfo:
    assert file.table is not None
    return file.table


def test_a_renamed_needed_column_is_taught_by_showing_it_once(tmp_path: Path, session: ImportSession) -> None:
    path = _renamed(tmp_path / "new.csv", "订单编号", "交易号")
    (found,) = session.add_all([path])
    assert isinstance(found.error, HeaderChanged)
    draft = first_draft(_table(found))
    assert draft.base == "taobao.orders"
    assert (draft.platform, draft.kind) == ("taobao", "orders")
    assert draft.columns["external_no"] == "交易号"  # told from the numbers in it
    assert draft.columns["receiver"] == "收货人姓名"
    assert teach.mistakes(draft) == {}
    spec = teach.save(draft, paths.user_formats_dir())
    before = load_formats().formats["taobao.orders"]
    address = next(one for one in spec.fields if one.name == "address")
    assert address.sources[0].parse == next(one for one in before.fields if one.name == "address").sources[0].parse
    again = session.add(path)
    assert again.staged is not None
    assert again.staged.format_id == spec.id
    original = session.add(_ORDERS)
    assert original.staged is not None
    assert list(again.staged.records()) == list(original.staged.records())


def test_a_taught_format_travels_as_one_small_file(tmp_path: Path, session: ImportSession) -> None:
    (found,) = session.add_all([_renamed(tmp_path / "new.csv", "订单编号", "交易号")])
    spec = teach.save(first_draft(_table(found)), tmp_path / "mine")
    out = tmp_path / "shared.toml"
    share_format(spec, out)
    assert out.stat().st_size < 20_000
    taken = add_format_file(out, paths.user_formats_dir())
    assert taken.id == spec.id
    assert load_formats(paths.user_formats_dir()).get(spec.id) is not None


def test_a_folder_that_takes_no_format_is_named(tmp_path: Path, session: ImportSession) -> None:
    (found,) = session.add_all([_renamed(tmp_path / "new.csv", "订单编号", "交易号")])
    draft = first_draft(_table(found))
    spec = teach.save(draft, tmp_path / "mine")
    no_folder = tmp_path / "a file"
    no_folder.write_text("in the way")
    assert spec.path is not None
    with pytest.raises(CannotWrite):
        teach.save(draft, no_folder / "formats")
    with pytest.raises(CannotWrite):
        add_format_file(spec.path, no_folder / "formats")
    with pytest.raises(CannotWrite):
        remove_format(replace(spec, path=no_folder / "mine.toml"))
    assert no_folder.read_text() == "in the way"


def test_columns_with_strange_headings_are_suggested_from_what_stands_in_them() -> None:
    headers = ["A", "B", "C", "D", "E"]
    rows = [[f"X20260101{n:04d}", f"1380000{n:04d}", "2026-01-15 09:00", f"{n}.50", str(1 + n % 3)] for n in range(9)]
    words: dict[FieldType, dict[str, str]] = {kind: {} for kind in CODES}
    found = by_values(headers, rows, "orders", {}, words)
    assert found == {"phone": "B", "ordered_at": "C", "external_no": "A", "paid": "D", "line.quantity": "E"}
    assert by_values(headers, rows, "orders", {"external_no": "A"}, words)["phone"] == "B"


def test_two_columns_of_amounts_are_left_to_the_person() -> None:
    rows = [[f"N{n:08d}", "5.50", "7.50"] for n in range(9)]
    assert "paid" not in by_values(["A", "B", "C"], rows, "orders", {}, {})


@pytest.mark.parametrize("kind", [one.kind for one in KINDS])
def test_every_kind_of_record_can_be_taught_and_its_fields_have_names(kind: str, tmp_path: Path) -> None:
    names = teach.fields_of(kind)
    assert all(teach.field_name(kind, name) and "_" not in teach.field_name(kind, name) for name in names)
    draft = Draft(kind, names, {name: name for name in names if "." not in name}, title="Mine")
    assert all(teach.codes_for(kind, name) for name in coded_fields(draft))
    missing = teach.mistakes(draft)
    assert missing == {}
    spec = teach.save(draft, tmp_path)
    assert spec.kind == kind


def test_a_strange_table_needs_its_columns_shown(tmp_path: Path, session: ImportSession) -> None:
    (found,) = session.add_all([csv_file(tmp_path / "a.csv", [["colour", "smell"], ["red", "rose"]])])
    assert teach.mistakes(first_draft(_table(found), "orders"))


def test_every_column_that_can_be_taught_has_a_name_in_both_languages() -> None:
    names = {
        (kind, field): teach.field_name(kind, field) for kind in teach.KIND_LABELS for field in teach.fields_of(kind)
    }
    assert not [key for key, name in names.items() if name == key[1] or "_" in name]
    i18n.set_language("zh_CN")
    chinese = [teach.field_name(kind, field) for kind, field in names]
    assert not [name for name in chinese if name.isascii()]
