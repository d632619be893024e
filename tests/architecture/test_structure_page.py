"""The picture of the structure in the developers' page is the structure."""

from __future__ import annotations

import re

from tests.architecture.source_tree import ROOT
from ui.cli.structure import PAGE, arrows, with_picture


def test_the_picture_is_as_the_code_is() -> None:
    text = PAGE.read_text("utf-8")
    assert with_picture(text) == text, "run: python3 main.py dev structure"


def test_every_file_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:models|services|ui|resources|tests|docs)/[\w./-]+)`", PAGE.read_text("utf-8"))
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_arrows_only_point_down_to_what_is_kept() -> None:
    assert not any(one.startswith("models") for one, _other in arrows())
