"""Files of two folders that have one name are told apart."""

from __future__ import annotations

from pathlib import Path

from services.importing.entries import WAITING
from services.importing.preview import words
from services.importing.service import ImportSession
from services.importing.staged import FileWarning
from services.messages import message
from services.shop import Shop
from tests.services.importing.applying import table
from ui.dialogs.import_facts import _warnings

_HEADER = ("Order no.", "Channel", "Order status", "Item", "Quantity", "Item price", "Ordered at", "Paid at", "Paid")
_DAY = "2026-11-20 12:00:00"


def _told(said: str) -> list[FileWarning]:
    return [FileWarning("test", 1, message(said))]


def test_the_warnings_of_files_with_one_name_are_all_told() -> None:
    told = [("a.csv", _told("One.")), ("a.csv", _told("Two.")), ("b.csv", _told("Three."))]
    assert _warnings(told) == ("a.csv: One.", "a.csv: Two.", "b.csv: Three.")


def test_what_holds_for_files_with_one_name_is_told_once() -> None:
    assert _warnings([("a.csv", _told("One.")), ("a.csv", _told("One."))]) == ("One.",)


def _row(number: str, price: str) -> list[str]:
    return [number, "Shop A", "To ship", "Candle", "1", price, _DAY, _DAY, price]


def test_rows_that_wait_are_listed_with_their_own_file(tmp_path: Path) -> None:
    files = []
    for name, bad in (("x", "6901234567890"), ("y", "6901234567891")):
        (tmp_path / name).mkdir()
        rows = _row(f"{name}-1", "9.90"), _row(f"{name}-2", bad)
        files.append(table(tmp_path / name / "a.csv", _HEADER, *rows))
    with Shop.create(tmp_path / "a.shop", who="tests") as shop, ImportSession(shop) as session:
        for file in files:
            session.add(file)
        preview = session.submit_preview().result()
        of_x, of_y = (preview.entries_of(file) for file in files)
        assert [one.key for one in of_x if one.outcome != WAITING] == ["x-1"]
        assert [one.key for one in of_y if one.outcome != WAITING] == ["y-1"]
        assert "6901234567890" in " ".join(words(one) for one in of_x if one.outcome == WAITING)
        assert "6901234567890" not in " ".join(map(words, of_y))
        assert preview.entries_of(None) == preview.view.entries
