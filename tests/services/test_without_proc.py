"""A system without /proc, as other kinds of Unix and tight containers: all works, what it told is absent."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.enums.orders import Platform
from services import memory
from services.backup.making import make
from services.backup.restoring import restore_as
from services.channels.commands import add as add_channel
from services.shop import Shop
from services.whereabouts import Danger, Whereabouts, whereabouts
from tests.services.soundness import problems, rows


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The system answers to everything below /proc that it is not there; what was asked of it."""
    found: list[str] = []

    def without(real: Callable[..., Any]) -> Callable[..., Any]:
        def answer(path: Path, *words: Any, **named: Any) -> Any:
            if path.is_relative_to("/proc"):
                found.append(str(path))
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
            return real(path, *words, **named)

        return answer

    for name in ("iterdir", "read_text", "open"):
        monkeypatch.setattr(Path, name, without(getattr(Path, name)))
    return found


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An open shop with a channel."""
    with Shop.create(tmp_path / "camellia.shop") as shop:
        shop.run(add_channel, "Taobao A", Platform.TAOBAO)
        yield shop


def test_a_backup_is_made_page_by_page_and_comes_back(asked: list[str], shop: Shop, tmp_path: Path) -> None:
    shop.fold_if_idle()  # the file holds everything: elsewhere it would be copied as it lies there
    made = make(shop)
    restore_as(made.backup.path, tmp_path / "again.shop")
    with Shop.open(tmp_path / "again.shop") as again:
        assert again.ask(rows) == shop.ask(rows)
        assert again.ask(problems) == []
    if sys.platform == "linux":
        assert "/proc/self/fd" in asked  # so that it is known that this test is about it


def test_the_memory_is_not_told_and_the_place_of_a_shop_is_judged_by_its_name(asked: list[str]) -> None:
    assert memory.resident_mb() is None
    assert whereabouts(Path("/mnt/office/a.shop")) is None
    synced = Path("/home/user/Dropbox/a.shop")
    assert whereabouts(synced) == Whereabouts(Danger.SYNCED, "/home/user/Dropbox")
    assert "/proc/self/statm" in asked
