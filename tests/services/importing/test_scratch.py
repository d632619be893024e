"""The file a reader leaves its rows in."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.importing.scratch import Scratch, read_meta


@pytest.mark.parametrize("name", ["a stick #1", "100%20?", "店 铺"])
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    scratch = Scratch(folder / "1.db")
    scratch.meta({"file": "a.csv"})
    scratch.close()
    assert read_meta(folder / "1.db")["file"] == "a.csv"
