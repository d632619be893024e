"""Codes of channels that no product answers to: link them, or make products of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from services.catalog.commands import create_from_codes
from services.catalog.queries import UnlinkedCode
from services.i18n import N_, NN_, Grouped, _
from services.kernel.runner import Outcome
from services.messages import counted
from ui.page import PageContext
from ui.pages.list_export import ask_shown_list
from ui.pages.products.link_dialog import CodeToLink, LinkDialog
from ui.said import way_back
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.buttons import SecondaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Text

_LINK, _CREATE = 7, 8
_TEXTS = PanelTexts(N_("Unlinked codes"))
_COLUMNS = (
    ListColumn(N_("Channel"), 120),
    ListColumn(N_("Code"), 150),
    ListColumn(N_("Product there"), 0),
    ListColumn(N_("Variant"), 150),
    ListColumn(N_("To ship"), 76, right=True),
    ListColumn(N_("Lines"), 70, right=True, total=N_("Lines"), amount=lambda one: ("", one.lines)),
    ListColumn(N_("Pieces"), 70, right=True, total=N_("Pieces"), amount=lambda one: ("", one.pieces)),
    ListColumn("", 76),
    ListColumn("", 76),
)


class UnlinkedPanel(QWidget):
    """The codes as a list; one line, several or all of them can be settled."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._link = context, context.link
        self.codes: tuple[UnlinkedCode, ...] = ()
        self.dialog: LinkDialog | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        self.empty = EmptyState(
            "check-circle", _("Every code has a product"), _("New codes from imports will wait here.")
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        column.addWidget(self.stack, 1)
        self._let_choose(False)
        self.create_all.hide()

    @cached_property
    def listing(self) -> ListPanel:
        """The list, made when it is first seen with codes in it: most who come here look at their products."""
        table = ListTable(_COLUMNS, _line, kept="products.unlinked")
        table.set_rows(self.codes)
        listing = ListPanel(table, _TEXTS)
        listing.set_export(lambda: ask_shown_list(self._context, self, listing))
        table.opened.connect(self._open)
        table.clicked_cell.connect(self._clicked)
        table.chosen.connect(self._chosen)
        self.stack.addWidget(listing)
        return listing

    @property
    def table(self) -> ListTable:
        """The table of the list."""
        return self.listing.view

    def show_codes(self, codes: Sequence[UnlinkedCode], without_code: int) -> None:
        """Show these codes; `without_code` lines have none at all."""
        self.codes = tuple(codes)
        if "listing" in self.__dict__:
            self.table.set_rows(self.codes)
        self._choose_page()
        self.create_all.setVisible(len(codes) > 1)
        self.create_all.setText(_("Create all {count} products").format(count=Grouped(len(codes))))
        forms = NN_(
            "{count} item has no code and is linked in its order.", "{count} items have no code and are linked in "
            "their orders.",
        )  # fmt: skip
        said = counted(forms, without_code) if without_code else ""
        self.note.setText(said)

    def retranslate(self) -> None:
        """Show every text in the language that is on; the counted ones come with the codes."""
        self.empty.set_words(_("Every code has a product"), _("New codes from imports will wait here."))
        self.link_chosen.setText(_("Link…"))
        self.create_chosen.setText(_("Create"))
        if "listing" in self.__dict__:
            self.listing.retranslate()
            self.table.set_rows(self.codes)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._choose_page()

    def _choose_page(self) -> None:
        if not self.codes:
            self.stack.setCurrentWidget(self.empty)
        elif self.isVisible():
            self.stack.setCurrentWidget(self.listing)

    def link_codes(self, codes: Sequence[UnlinkedCode]) -> LinkDialog:
        """Choose the product these codes mean."""
        wanted = [CodeToLink(one.channel_id, one.channel, one.code, one.title, one.variant or "") for one in codes]
        self.dialog = LinkDialog(self._context, wanted)
        self._context.open_dialog(self.dialog)
        return self.dialog

    def create_products(self, codes: Sequence[UnlinkedCode]) -> None:
        """Make a product of each of these codes."""
        pairs = [(one.channel_id, one.code) for one in codes]
        self._link.run(create_from_codes, pairs, owner=self).then(self._created)

    def _created(self, outcome: Outcome[Any]) -> None:
        said = counted(NN_("{count} product was created", "{count} products were created"), outcome.value)
        self._context.toast(said, undo=way_back(self._link, outcome.changes))

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(space.M, space.S, space.M, space.S)
        row.setSpacing(space.S)
        self.note = Text("", "body", "text2", elide=True)
        self.link_chosen = SecondaryButton(_("Link…"), "link")
        self.create_chosen = SecondaryButton(_("Create"), "plus")
        self.create_all = SecondaryButton("", "plus")
        self.link_chosen.clicked.connect(lambda _on=False: self.link_codes(self.table.selected()))
        self.create_chosen.clicked.connect(lambda _on=False: self.create_products(self.table.selected()))
        self.create_all.clicked.connect(lambda _on=False: self.create_products(self.codes))
        row.addWidget(self.note, 1)
        for button in (self.link_chosen, self.create_chosen, self.create_all):
            row.addWidget(button)
        return row

    def _chosen(self) -> None:
        self._let_choose(bool(self.table.selected()))

    def _let_choose(self, is_chosen: bool) -> None:
        for button in (self.link_chosen, self.create_chosen):
            button.setEnabled(is_chosen)

    def _open(self, code: UnlinkedCode) -> None:
        self.link_codes([code])

    def _clicked(self, code: UnlinkedCode, column: int) -> None:
        if column == _LINK:
            self.link_codes([code])
        elif column == _CREATE:
            self.create_products([code])


def _line(code: UnlinkedCode) -> Line:
    return (
        ListCell(code.channel, "text2"),
        ListCell(code.code, strong=True),
        ListCell(code.title),
        ListCell(code.variant or "", "text2"),
        ListCell(f"{code.to_ship:,}" if code.to_ship else "", strong=True),
        ListCell(f"{code.lines:,}"),
        ListCell(f"{code.pieces:,}"),
        ListCell(_("Link…"), link=True),
        ListCell(_("Create"), link=True),
    )
