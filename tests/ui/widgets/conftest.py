"""A window for the widgets, in the light theme."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.theme.apply import apply


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply(qapp, "light")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    shown.resize(1000, 700)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    with qtbot.waitActive(shown):
        shown.activateWindow()
    return shown
