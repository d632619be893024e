"""What is said after a deed never sounds like a command."""

from __future__ import annotations

from pathlib import Path

from services import i18n, settings
from services.messages import render
from services.set_up import create_shop
from ui import said


def test_a_deed_is_said_with_what_became_of_it_and_a_deed_without_effect_as_that(tmp_path: Path) -> None:
    with create_shop(tmp_path / "own.shop", "Moss", "CNY", "Asia/Shanghai", who="tests") as shop:
        outcome = shop.run(settings.change, settings.REORDER_SAFETY.key, 9)
        assert said.done(outcome.changes) == f"Done: {render(outcome.changes.label)}"
        again = shop.run(settings.change, settings.REORDER_SAFETY.key, 9)
        assert said.done(again.changes) == "Nothing had to be changed."
        i18n.set_language("zh_CN")
        try:
            assert said.done(outcome.changes).startswith("已完成：")
        finally:
            i18n.set_language("en")
