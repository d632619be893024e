"""On an enlarged screen and in a language two fifths longer, nothing is cut off, covered or outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services import pseudo_translation

ROOT = Path(__file__).resolve().parents[3]
_SIZE, _SCALE = ("1366", "768"), "1.5"


@pytest.mark.exhaustive
@pytest.mark.long
def test_pages_panels_and_dialogs_have_room_on_an_enlarged_screen(demo_shop: Path, tmp_path: Path) -> None:
    shop = shutil.copyfile(demo_shop, tmp_path / demo_shop.name)
    around = {**os.environ, "QT_SCALE_FACTOR": _SCALE, "QT_QPA_PLATFORM": "offscreen", "ZHANGGUI_HOME": str(tmp_path)}
    walk = [sys.executable, "-m", "tests.ui.expectations.scaled_walk", str(shop), *_SIZE, pseudo_translation.LANGUAGE]
    done = subprocess.run(walk, cwd=ROOT, env=around, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == []
