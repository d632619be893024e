"""What a test knows and a type does not say: that something is there, or of which class; the test fails where not."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.widgets.fields import FormRow

T = TypeVar("T")


def there(thing: T | None) -> T:
    """The thing, which is there."""
    assert thing is not None
    return thing


def of(kind: type[T], thing: object) -> T:
    """The thing, which is of this class."""
    assert isinstance(thing, kind), thing
    return thing


def focused() -> QWidget:
    """The widget that has the keyboard."""
    return there(QApplication.focusWidget())


def write(row: FormRow, text: str) -> None:
    """Put the text into the row's line."""
    of(QLineEdit, row.field).setText(text)


def type_one(window: QWindow, character: str) -> None:
    """Press the key of a character in whatever of the window has the keyboard."""
    QTest.keyClick(window, character)  # type: ignore[call-overload]  # PySide's types leave out that it takes one


def first_of(keys: QKeySequence) -> QKeyCombination:
    """The first combination of a sequence."""
    return of(QKeyCombination, keys[0])  # type: ignore[index]  # PySide's types leave out that it has places


def sheet_of(file: Path) -> Worksheet:
    """The table that Excel shows first of a file."""
    return of(Worksheet, load_workbook(file).active)
