"""A form whose key is pressed twice before what it needs was read opens once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from services.shop import Shop
from tests.ui.orders.conftest import Person
from ui.pages.orders.new_order import NewOrderDialog


def test_a_new_order_asked_for_twice_in_a_shop_without_channels_is_one_form(
    sit_down: Callable[..., Person], tmp_path: Path
) -> None:
    with Shop.create(tmp_path / "empty.shop", who="tests") as empty:
        person = sit_down(empty)
        person.view.setFocus()
        for _time in range(2):
            person.keys(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        person.dialog(NewOrderDialog)
        person.until(person.link.is_quiet)
        assert len(person.window.findChildren(NewOrderDialog)) == 1
        person.close()
        empty.forbid_thread(None)
