"""The check at the end of every test of the services finds what cannot be taken back, and goes no known way twice."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.journal import OperationKind
from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.kernel.changes import ChangeSet
from services.shop import Shop
from tests.services.undo_check import UndoCheck


@pytest.fixture(autouse=True)
def _stopped_clock() -> None:
    clock.set_source(lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))


def sound(path: Path, *codes: str) -> int:
    """How many operations the check of a new shop with these products took back."""
    with Shop.create(path, who="tests") as shop:
        check = UndoCheck(shop)
        for code in codes:
            shop.run(add_sku, SkuDraft(code, f"Product {code}"))
        undone: list[ChangeSet] = []
        shop.subscribe(lambda changes: undone.append(changes) if changes.kind is OperationKind.UNDO else None)
        check.require()
        return len(undone)


def test_what_another_test_did_too_is_taken_back_once(tmp_path: Path) -> None:
    assert sound(tmp_path / "first.shop", "ONE", "TWO", "THREE") == 3
    assert sound(tmp_path / "same.shop", "ONE", "TWO", "THREE") == 0
    assert sound(tmp_path / "more.shop", "ONE", "TWO", "THREE", "FOUR") == 1
    assert sound(tmp_path / "other.shop", "TWO", "ONE") == 2


def test_a_row_written_behind_the_journal_s_back_is_found_on_a_known_way_too(tmp_path: Path) -> None:
    sound(tmp_path / "first.shop", "KNOWN")
    with Shop.create(tmp_path / "meddled.shop", who="tests") as shop:
        check = UndoCheck(shop)
        shop.run(add_sku, SkuDraft("KNOWN", "Product KNOWN"))
        with sqlite3.connect(shop.path) as meddler:
            meddler.execute("INSERT INTO product (id, title, is_archived, version) VALUES (99, 'meddled', 0, 1)")
        meddler.close()
        with pytest.raises(AssertionError):
            check.require()
