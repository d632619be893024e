"""The real window over the demo shop and over an empty one, walked through by all tests of a module."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from services import clock, i18n, pseudo_translation
from services.set_up import create_shop
from tests.ready_shops import ready_shop
from tests.ui.expectations.walking import House
from ui.theme.apply import apply

LANGUAGES = ("en", pytest.param("zh_CN", marks=pytest.mark.exhaustive))


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop everybody sees first; a window works on a copy of it."""
    importlib.import_module("matplotlib.font_manager")  # looks through all fonts once, and says so in the log
    return ready_shop(tmp_path_factory)


@pytest.fixture(autouse=True)
def _fresh_surroundings() -> Iterator[None]:
    """A window that is walked through by many tests keeps its language and its folder between them."""
    yield
    clock.set_source(None)


@pytest.fixture(scope="module", params=LANGUAGES)
def house(
    request: pytest.FixtureRequest, qapp: QApplication, demo_shop: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The window with everything in it, in each language."""
    folder = tmp_path_factory.mktemp("house")
    yield from _opened(qapp, Path(shutil.copyfile(demo_shop, folder / demo_shop.name)), folder, request.param)


@pytest.fixture(scope="module")
def english_house(qapp: QApplication, demo_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The window with everything in it, in English."""
    folder = tmp_path_factory.mktemp("english")
    yield from _opened(qapp, Path(shutil.copyfile(demo_shop, folder / demo_shop.name)), folder, "en")


@pytest.fixture(scope="module")
def long_house(qapp: QApplication, demo_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The window in a language that needs much more room."""
    folder = tmp_path_factory.mktemp("long")
    path = Path(shutil.copyfile(demo_shop, folder / demo_shop.name))
    yield from _opened(qapp, path, folder, pseudo_translation.LANGUAGE)


@pytest.fixture(scope="module")
def empty_house(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The window of somebody who has just begun."""
    folder = tmp_path_factory.mktemp("empty")
    path = folder / "empty.shop"
    create_shop(path, "Camellia", "CNY", "Asia/Shanghai", who="tests").close()
    yield from _opened(qapp, path, folder, "en")


def _opened(app: QApplication, path: Path, folder: Path, language: str) -> Iterator[House]:
    before, os.environ["ZHANGGUI_HOME"] = os.environ["ZHANGGUI_HOME"], str(folder / "kept")
    i18n.set_language(language)
    apply(app, "light")
    house = House(app, path)
    yield house
    house.close()
    os.environ["ZHANGGUI_HOME"] = before
    i18n.set_language("en")
