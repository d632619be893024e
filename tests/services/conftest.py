"""The shop every service test uses; because of it every service test is a test of undo too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.shop import Shop
from tests.services.filled import is_taken_back
from tests.services.undo_check import UndoCheck


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "without_undo_check(reason): the test leaves a shop whose operations cannot be taken back in order"
    )


@pytest.fixture
def empty_shop(tmp_path: Path) -> Iterator[Shop]:
    """A new shop without the check at its end."""
    with Shop.create(tmp_path / "test.shop", who="tests") as shop:
        yield shop


@pytest.fixture
def shop(empty_shop: Shop, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A new shop. At its end everything the test did is undone, compared, redone and compared.

    Operations that are final end the way back by themselves; only a test that leaves the shop
    damaged, or its operations in conflict, needs ``@pytest.mark.without_undo_check("why")``.
    A quick run does so after one test in sixteen, every day after others.
    """
    if not is_taken_back(request):
        yield empty_shop
        return
    check = UndoCheck(empty_shop)
    yield empty_shop
    check.require()
