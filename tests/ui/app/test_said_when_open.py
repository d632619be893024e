"""What is to be said once a shop is open is said of that shop only, and not later of another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from tests.ui.app.conftest import Program, make_shop
from ui.window.shop_window import ShopWindow

SENTENCE = "The backup is restored as"


def said(made: ShopWindow) -> str:
    return " | ".join(label.text() for label in made.window.findChildren(QLabel))


def opens(program: Program, path: Path) -> ShopWindow:
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        program.session.open_shop(path)
    return program.active(heard.args[0])


def test_a_window_that_may_not_close_keeps_no_sentence_for_the_next_shop(
    program: Program, shop_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, restored = make_shop(tmp_path / "second.shop", "Second", 1), make_shop(tmp_path / "restored.shop")
    opened = program.open(shop_file)
    page = opened.window.page(opened.window.current_page())
    with monkeypatch.context() as unsaved:
        unsaved.setattr(page, "may_leave", lambda: False)
        program.session._open_restored(restored, [])
    assert program.session.open_window is opened
    assert SENTENCE not in said(opens(program, second))


def test_a_restored_file_that_does_not_open_leaves_no_sentence_for_the_next_shop(
    program: Program, shop_file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.shop"
    broken.write_bytes(b"no shop")
    program.open(shop_file)
    with program.bot.waitSignal(program.session.first_page.shown, timeout=15_000):
        program.session._open_restored(broken, [])
    assert SENTENCE not in said(opens(program, shop_file))


def test_the_shop_it_is_about_says_it(program: Program, shop_file: Path, tmp_path: Path) -> None:
    restored = make_shop(tmp_path / "restored.shop")
    program.open(shop_file)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        program.session._open_restored(restored, [])
    made = program.active(heard.args[0])
    assert f"{SENTENCE} restored.shop" in said(made)
    assert SENTENCE not in said(opens(program, shop_file))
