"""What is said after a deed never sounds like a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from services import i18n, settings
from services.errors import AppError
from services.messages import render
from services.set_up import create_shop, facts
from ui import said
from ui.shop_link import ShopLink


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


@pytest.mark.usefixtures("qapp")
def test_where_nothing_was_done_there_is_no_way_back_and_none_that_takes_the_next_deed_back(tmp_path: Path) -> None:
    with create_shop(tmp_path / "own.shop", "Moss", "CNY", "Asia/Shanghai", who="tests") as shop:
        link = ShopLink(shop, shop.submit_ask(facts).result())
        changed = shop.run(settings.change, settings.REORDER_SAFETY.key, 9).changes
        nothing = shop.run(settings.change, settings.REORDER_SAFETY.key, 9).changes
        assert said.way_back(link, changed) is not None
        assert said.way_back(link, nothing) is None
        shop.run(settings.change, settings.REORDER_SAFETY.key, 12)
        with pytest.raises(AppError):
            shop.undo(nothing.operation_id)
        assert shop.ask(settings.read, settings.REORDER_SAFETY) == 12
        link.close()
