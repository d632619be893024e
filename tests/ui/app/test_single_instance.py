"""The first start of the program, where no other can reach it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from services import paths
from ui.start.single_instance import SingleInstance


@pytest.mark.expects_log
@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows lie in no folder")
def test_a_path_too_long_for_a_socket_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    alone = SingleInstance(paths.data_dir())
    try:
        assert alone.begin(), "it starts all the same"
    finally:
        alone.end()
    assert "another start of the program cannot reach this one" in caplog.text
    assert str(tmp_path) not in caplog.text
