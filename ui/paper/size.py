"""The sizes of paper there are, in layout units.

One layout unit is 1/576 inch: fine enough for whole-unit font sizes to be eighths of a
point, and the same on every screen, so that a paper never depends on where it was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize

from services.i18n import N_

UNITS_PER_INCH = 576
LABEL_PRINTER_DPI = 203
_UNITS = {"mm": UNITS_PER_INCH / 25.4, "pt": UNITS_PER_INCH / 72, "px": UNITS_PER_INCH / 96}


def units(amount: float, unit: str = "mm") -> float:
    """A length in ``mm``, ``pt`` or ``px`` (1/96 inch) as layout units."""
    return amount * _UNITS[unit]


class PaperShape(Protocol):
    """What the preview and the printer need to know of a paper."""

    @property
    def key(self) -> str:
        """What templates and settings call it."""

    @property
    def title(self) -> str:
        """Its name for people, marked with `N_`."""

    @property
    def extent(self) -> QSizeF:
        """Width and height in layout units."""

    def page_layout(self) -> QPageLayout:
        """The page for Qt's paint devices, without margins."""


def page_layout(name: str, width: float, height: float) -> QPageLayout:
    """A page of this size in mm for Qt's paint devices, without margins: the margins are drawn by us."""
    size = QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, name)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())


class PaperSize(Enum):
    """A paper: the name templates test for, its width, height and margin in mm, and its name for people.

    A roll is cut where its print ends; its height here is the longest piece there can be.
    """

    A4 = ("a4", 210, 297, 12, "A4")
    A5 = ("a5", 148, 210, 9, "A5")
    LABEL_100X150 = ("label", 100, 150, 5, N_("100 × 150 mm label"))
    LABEL_76X130 = ("76x130", 76, 130, 4, N_("76 × 130 mm label"))
    ROLL_58 = ("58mm", 58, 2000, 5, N_("58 mm roll"))

    def __init__(self, key: str, width: int, height: int, margin: int, title: str) -> None:
        self.key = key
        self.millimetres = (width, height)
        self.title = title
        self.extent = QSizeF(units(width), units(height))
        self.margin = units(margin)

    @property
    def inner_width(self) -> float:
        """Width between the margins, in layout units."""
        return self.extent.width() - 2 * self.margin

    @property
    def inner_height(self) -> float:
        """Height between the margins, in layout units."""
        return self.extent.height() - 2 * self.margin

    @property
    def is_roll(self) -> bool:
        """Whether the paper is cut where its print ends."""
        return self is PaperSize.ROLL_58

    def page_layout(self) -> QPageLayout:
        """The page for Qt's paint devices, without margins: the margins are drawn by us."""
        return page_layout(self.key.upper(), *self.millimetres)

    @classmethod
    def from_key(cls, key: str) -> PaperSize:
        """The paper templates and settings call `key`; KeyError where there is none."""
        return {paper.key: paper for paper in cls}[key]


# A pick list has five columns: it needs more than the narrow papers of label and receipt printers.
PICK_LIST_SIZES = (PaperSize.A4, PaperSize.A5, PaperSize.LABEL_100X150)


@dataclass(frozen=True)
class RollPiece:
    """A piece of a roll, cut `height` layout units long."""

    roll: PaperSize
    height: float

    @property
    def key(self) -> str:
        """What templates and settings call the roll."""
        return self.roll.key

    @property
    def title(self) -> str:
        """The roll's name for people, marked with `N_`."""
        return self.roll.title

    @property
    def extent(self) -> QSizeF:
        """Width and height in layout units."""
        return QSizeF(self.roll.extent.width(), self.height)

    def page_layout(self) -> QPageLayout:
        """The page for Qt's paint devices, without margins."""
        # The name of a page is how Qt tells sizes apart, so every length has its own.
        height = round(self.height / units(1), 1)
        return page_layout(f"{self.key}-{height}", self.roll.millimetres[0], height)
