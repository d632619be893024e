"""Saying which product a channel's code means: find it by name, code or pinyin, and how many pieces one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.catalog.link_many import link_codes
from services.i18n import NN_, _
from services.kernel.runner import Outcome
from services.messages import counted
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.dialogs.sku_search import SkuSearch
from ui.page import PageContext
from ui.said import way_back
from ui.theme import space
from ui.widgets.count_field import CountField
from ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class CodeToLink:
    """A code of a channel that shall mean a product."""

    channel_id: int
    channel: str
    code: str
    title: str
    variant: str


class LinkDialog(Dialog):
    """Link codes to one product. Nothing is guessed: a person picks the product."""

    topic = "products#link"

    def __init__(self, context: PageContext, codes: Sequence[CodeToLink]) -> None:
        title = counted(NN_("Link {count} code to a product", "Link {count} codes to a product"), len(codes))
        super().__init__(context.dialog_parent(), title, width=620, height=540)
        self._context, self._link, self._codes = context, context.link, tuple(codes)
        self.pieces: list[CountField] = []
        self.body.addWidget(self._code_rows())
        self.finder = SkuSearch(self._link)
        self.search, self.found = self.finder.search, self.finder.found
        self.body.addWidget(self.finder, 1)
        self.finder.chosen.connect(self._chosen)
        self.finder.opened.connect(self.link)
        self.add_cancel()
        self.link_button = self.add_primary(_("Link"), "link", self.link)
        self.link_button.setEnabled(False)
        if len(codes) == 1:
            self.finder.suggest(codes[0].title)

    def first_focus(self) -> QWidget:
        return self.search

    def link(self) -> None:
        """Link the codes to the product that is chosen."""
        chosen = self.finder.picked()
        if chosen is None:
            return
        wanted = [
            (code.channel_id, code.code, pieces.value()) for code, pieces in zip(self._codes, self.pieces, strict=True)
        ]
        self._link.run(link_codes, wanted, chosen.id).then(self._linked)

    def _linked(self, outcome: Outcome[Any]) -> None:
        said = counted(NN_("{count} item is linked", "{count} items are linked"), outcome.value)
        undo = way_back(self._link, outcome.changes)
        self._context.toast(said, undo=undo)
        self.accept()

    def _chosen(self) -> None:
        self.link_button.setEnabled(self.finder.picked() is not None)

    def _code_rows(self) -> QWidget:
        inner = QWidget()
        column = column_of(inner, spacing=space.XS)
        for code in self._codes:
            column.addLayout(self._code_row(code))
        area = PlainScroll()
        area.put(inner)
        area.setFixedHeight(min(inner.sizeHint().height() + 4, 150))
        return area

    def _code_row(self, code: CodeToLink) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space.M)
        named = " · ".join(part for part in (code.title, code.variant, code.channel) if part)
        row.addWidget(Text(code.code, "strong"))
        row.addWidget(Text(named, "body", "text2", elide=True), 1)
        row.addWidget(Text(_("Pieces each"), "caption", "text2"))
        pieces = CountField(1, 9999)
        pieces.setAccessibleName(_("Pieces each"))
        self.pieces.append(pieces)
        row.addWidget(pieces)
        return row
