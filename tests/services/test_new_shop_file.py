"""A new shop has its name when all of it is there, or never. Killed at every write: ``tests/reliability``."""

from __future__ import annotations

from pathlib import Path

import pytest

from services import settings
from services.errors import ShopExists
from services.set_up import create_shop, new_file
from services.shop import Shop


def test_a_shop_is_complete_when_it_has_its_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.shop"
    with new_file(path) as part:
        with Shop.create(part, who="tests") as shop:
            shop.run(settings.change, settings.SHOP_NAME.key, "Mine")
        assert not path.exists()
    assert [one.name for one in tmp_path.iterdir()] == ["mine.shop"]
    with Shop.open(path, who="tests") as shop:
        assert shop.ask(settings.read, settings.SHOP_NAME) == "Mine"


def test_a_failure_leaves_nothing_and_the_name_free(tmp_path: Path) -> None:
    path = tmp_path / "mine.shop"
    with pytest.raises(ZeroDivisionError), new_file(path) as part, Shop.create(part, who="tests"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests").close()
    with pytest.raises(ShopExists, match=r"mine\.shop"):
        create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests")


def test_what_a_process_that_died_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "mine.shop"
    with new_file(path) as part:
        Shop.create(part, who="tests").close()
    path.rename(part)
    create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests").close()
    assert [one.name for one in tmp_path.iterdir() if one.suffix != ".lock"] == ["mine.shop"]
