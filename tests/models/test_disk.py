"""A written file takes the place of another: at once, with patience only where somebody looks into new files."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models import disk


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[float]]:
    """Has the system refuse a file's new name so many times, as Windows does while a scanner has it open."""
    replace = os.replace

    def hold(times: int) -> list[float]:
        pauses: list[float] = []

        def held_replace(part: Path, target: Path) -> None:
            if len(pauses) < times:
                raise PermissionError(13, "used by another process", str(part))
            replace(part, target)

        monkeypatch.setattr(os, "replace", held_replace)
        monkeypatch.setattr(time, "sleep", pauses.append)
        return pauses

    return hold


def _two(folder: Path) -> tuple[Path, Path]:
    part, target = folder / "part", folder / "target"
    part.write_text("new", encoding="utf-8")
    target.write_text("old", encoding="utf-8")
    return part, target


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")


@pytest.mark.usefixtures("on_windows")
def test_a_file_that_is_looked_into_takes_its_place_a_moment_later(
    tmp_path: Path, held: Callable[[int], list[float]]
) -> None:
    part, target = _two(tmp_path)
    pauses = held(3)
    disk.take_place(part, target)
    assert (target.read_text(encoding="utf-8"), part.exists(), len(pauses)) == ("new", False, 3)


@pytest.mark.usefixtures("on_windows")
def test_a_file_that_somebody_keeps_open_is_refused_after_a_second(
    tmp_path: Path, held: Callable[[int], list[float]]
) -> None:
    part, target = _two(tmp_path)
    pauses = held(100)
    with pytest.raises(PermissionError):
        disk.take_place(part, target)
    assert target.read_text(encoding="utf-8") == "old"
    assert 0.9 < sum(pauses) < 1.1


def test_elsewhere_a_refusal_is_one_at_once(tmp_path: Path, held: Callable[[int], list[float]]) -> None:
    part, target = _two(tmp_path)
    pauses = held(1)
    with pytest.raises(PermissionError):
        disk.take_place(part, target)
    assert pauses == []
