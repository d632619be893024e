"""Splitting a transaction: parts with a category and an amount each, until nothing is left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services import formatting
from services.finance.categorising import PartDraft, split
from services.finance.one import OneTransaction
from services.formatting import plain_amount
from services.i18n import _
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text

_FEWEST = 2


class _PartLine(QWidget):
    """One part: category, amount without its sign, note."""

    def __init__(self, shown: OneTransaction, part: PartDraft | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        self.category = Choice()
        self.category.setAccessibleName(_("Category"))
        for one in shown.categories:
            self.category.addItem(one.name, one.code)
        amount = plain_amount(abs(part.amount_minor), shown.detail.currency) if part is not None else ""
        self.amount: QLineEdit = text_field("0.00", amount)
        self.amount.setAccessibleName(_("Amount"))
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.amount.setFixedWidth(110)
        self.note = text_field(_("Note"), (part.note or "") if part is not None else "")
        if part is not None:
            self.category.setCurrentIndex(max(self.category.findData(part.category), 0))
        row.addWidget(self.category, 2)
        row.addWidget(self.amount)
        row.addWidget(self.note, 2)


class SplitDialog(FormDialog):
    """`lines` are the parts; what is left stands under them, and the last amount may be left empty to take it."""

    topic = "finance#statements"

    def __init__(self, context: PageContext, shown: OneTransaction) -> None:
        money = formatting.money(shown.detail.amount_minor, shown.detail.currency)
        super().__init__(context, _("Split {amount}").format(amount=money), shown.detail.counterparty or "", width=620)
        self._shown = shown
        self.lines: list[_PartLine] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(space.S)
        self.body.addLayout(self._column)
        self.more = LinkButton(_("Another part"), "plus")
        self.more.clicked.connect(lambda _on=False: self.add_line())
        self.left = Text("", "body", "text2")
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch(1)
        foot.addWidget(self.left)
        self.body.addLayout(foot)
        for part in shown.parts:
            self.add_line(part)
        while len(self.lines) < _FEWEST:
            self.add_line()
        self.finish_form(_("Split"), "check")

    def add_line(self, part: PartDraft | None = None) -> None:
        """One more part."""
        line = _PartLine(self._shown, part)
        line.amount.textChanged.connect(lambda _typed: self._count())
        self.lines.append(line)
        self._column.addWidget(line)
        self._count()
        self.place()

    def contents(self) -> object:
        """What was typed."""
        return tuple((one.category.currentIndex(), one.amount.text(), one.note.text()) for one in self.lines)

    def check_and_save(self) -> None:
        """Check the amounts and save."""
        amounts = self._amounts()
        if amounts is None:
            self.say_words(_("Every part needs an amount; one of them may be empty and takes what is left."))
            return
        sign = -1 if self._shown.detail.amount_minor < 0 else 1
        parts = [
            PartDraft(str(one.category.currentData()), sign * amount, one.note.text())
            for one, amount in zip(self.lines, amounts, strict=True)
        ]
        self.run(split, self._shown.detail.id, parts)

    def _typed(self) -> list[int | None]:
        currency = self._shown.detail.currency
        texts = [one.amount.text().strip() for one in self.lines]
        return [formatting.parse_amount(text, currency) if text else None for text in texts]

    def _amounts(self) -> list[int] | None:
        """The amounts without their sign, an empty one filled with what is left; None where that cannot be."""
        typed = self._typed()
        bad = any(amount is None and line.amount.text().strip() for line, amount in zip(self.lines, typed, strict=True))
        if bad or typed.count(None) > 1:
            return None
        rest = abs(self._shown.detail.amount_minor) - sum(amount or 0 for amount in typed)
        return [rest if amount is None else amount for amount in typed]

    def _count(self) -> None:
        rest = abs(self._shown.detail.amount_minor) - sum(amount or 0 for amount in self._typed())
        self.left.setText(_("Left: {amount}").format(amount=formatting.money(rest, self._shown.detail.currency)))
