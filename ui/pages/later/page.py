"""A tab whose work is still to come: says plainly what it will hold, and offers nothing that does not work."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.i18n import N_, _
from ui.pages.spec import Page, PageContext
from ui.widgets.card import Card
from ui.widgets.page_header import PageHeader
from ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Promise:
    """Title of a tab and what it will do; all texts marked with `N_`."""

    title: str
    points: tuple[str, ...]


PROMISES: dict[str, Promise] = {
    "growth": Promise(
        N_("Growth"),
        (
            N_("Goals with pace, daily traffic and advertising"),
            N_("Campaigns with budget, target and result"),
            N_("Notes on competitors and a content calendar"),
        ),
    ),
}


class LaterPage(Page):
    """Title, one honest sentence, and what is planned."""

    def __init__(self, context: PageContext, key: str) -> None:
        super().__init__()
        self._context, self._key = context, key
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 0, 20, 16)
        self._column.setSpacing(0)
        self._parts: list[QWidget] = []
        self.retranslate()

    def retranslate(self) -> None:
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        promise = PROMISES[self._key]
        header = PageHeader(_(promise.title))
        header.search_opened.connect(self._context.open_palette)
        self._parts = [header, _card(promise)]
        self._column.addWidget(self._parts[0])
        self._column.addWidget(self._parts[1], 1)


def _card(promise: Promise) -> Card:
    card = Card(padding=24, spacing=8)
    card.body.addStretch(1)
    card.body.addWidget(Text(_("This tab is not built yet"), "heading"), 0, Qt.AlignmentFlag.AlignHCenter)
    words = Text(_("It comes with a later version. This is what it will hold:"), "body", "text2")
    card.body.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
    card.body.addSpacing(8)
    points = QWidget()
    column = QVBoxLayout(points)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for point in promise.points:
        column.addWidget(Text(f"\u2022  {_(point)}"))
    card.body.addWidget(points, 0, Qt.AlignmentFlag.AlignHCenter)
    card.body.addStretch(2)
    return card
