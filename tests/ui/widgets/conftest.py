"""A window for the widgets, in the light theme."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.in_front import in_front
from ui.theme.apply import apply


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply(qapp, "light")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    shown.resize(1000, 700)
    return in_front(qtbot, shown)
