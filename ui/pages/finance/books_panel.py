"""The lines behind a figure, and the documents behind a line, at the right of the Books section."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services import formatting
from services.books.documents import AccountLedger, Document, Line, account_ledger, documents, line_label
from services.i18n import NN_, _
from services.messages import counted
from ui.page import PageContext
from ui.pages.finance.books_rows import DOCUMENT_COLUMNS, LINE_COLUMNS, document_cells, line_cells
from ui.table.list_table import ListTable
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text

_LINES = NN_("{count} line", "{count} lines")


class AccountPanel(DetailPanel):
    """`lines` lists an account's lines; one that is clicked shows its `documents`, and those lead to their pages."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self.ledger: AccountLedger | None = None
        self.line: Line | None = None
        self.lines = ListTable(LINE_COLUMNS, lambda line: line_cells(self._currency(), self._sign(), line))
        self.lines.setAccessibleName(_("Lines"))
        self.documents = ListTable(DOCUMENT_COLUMNS, document_cells)
        self.documents.setAccessibleName(_("Documents"))
        self.back = LinkButton("", "caret-left")
        self.back.clicked.connect(lambda _on=False: self.show_lines())
        self.sums = Text("", "caption", "text2", wrap=True)
        self.about = Text("", "strong", elide=True)
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(360)
        self.stack.addWidget(self.lines)
        self.stack.addWidget(self._documents())
        self.add(self.sums)
        self.add(self.stack)
        self.lines.opened.connect(self.show_documents)
        self.lines.clicked_cell.connect(lambda line, _column: self.show_documents(line))
        self.documents.opened.connect(self.go_to)
        self.documents.clicked_cell.connect(lambda document, _column: self.go_to(document))
        self.retranslate()

    def show_account(self, account: str, name: str, first: date | None, last: date) -> None:
        """Show what is behind a figure of an account."""
        self.set_head(name, "", can_copy=False)
        self.set_status("")
        self._link.ask(account_ledger, account, first, last, owner=self).then(self._show)

    def _show(self, found: AccountLedger) -> None:
        self.ledger = found
        self.lines.set_rows(found.lines)
        words = _("{lines}, together {sum}") if found.is_result else _("{lines}, from {opening} to {closing}")
        opening, closing = found.sign * found.opening_minor, found.sign * found.closing_minor
        self.sums.setText(
            words.format(
                lines=counted(_LINES, len(found.lines)),
                opening=formatting.money(opening, found.currency),
                closing=formatting.money(closing, found.currency),
                sum=formatting.money(closing - opening, found.currency),
            )
        )
        self.show_lines()

    def show_lines(self) -> None:
        """Back from the documents to the lines."""
        self.stack.setCurrentIndex(0)

    def show_documents(self, line: Line) -> None:
        """Show what is behind a line."""
        if self.ledger is not None:
            self.line = line
            job = self._link.ask(documents, self.ledger.account, line, owner=self)
            job.then(partial(self._show_documents, line))

    def _show_documents(self, line: Line, found: tuple[Document, ...]) -> None:
        amount = formatting.money(self._sign() * line.home_minor, self._currency())
        self.about.setText(f"{formatting.day(line.day)} · {line_label(line)} · {amount}")
        self.documents.set_rows(found)
        self.stack.setCurrentIndex(1)

    def go_to(self, document: Document) -> None:
        """Go to the page that shows a document whole."""
        if document.page:
            self._context.navigate(document.page, **dict(document.wanted or {}))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.back.setText(_("Back to the lines"))
        self.lines.setAccessibleName(_("Lines"))
        self.documents.setAccessibleName(_("Documents"))
        for table in (self.lines, self.documents):
            table.repaint_all()

    def _sign(self) -> int:
        return self.ledger.sign if self.ledger is not None else 1

    def _currency(self) -> str:
        return self.ledger.currency if self.ledger is not None else ""

    def _documents(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.S)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.about)
        column.addWidget(self.documents, 1)
        return part
