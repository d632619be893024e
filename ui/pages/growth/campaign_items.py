"""The price list of a campaign as rows to type, paste or open; what is wrong with a price is said before saving."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from services import formatting
from services.campaigns.items import set_items
from services.campaigns.queries import CampaignItemView, CampaignView
from services.campaigns.sheet import ReadItems, item_cells, read_item_cells, read_item_file
from services.i18n import _
from services.messages import render
from ui.dialogs.files import ask_file
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pause import Pause
from ui.table.copying import from_text
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.fields import CheckBox, FormRow
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

_READ_AFTER_MS = 200
_SHOWN = 40


class CampaignItemsDialog(FormDialog):
    """Rows of code, activity price and pieces; below them what is known of each. Saving makes them the whole list."""

    topic = "growth#campaign"

    def __init__(self, context: PageContext, shown: CampaignView, then: Callable[[object], object]) -> None:
        subtitle = _("One product per line: code, activity price, pieces set aside. Paste from Excel or open a sheet.")
        super().__init__(context, _("Products of the campaign"), subtitle, width=720)
        self._shown, self._then = shown, then
        self.found: ReadItems | None = None
        rows = item_cells(shown.items, shown.home)
        self.list = QPlainTextEdit("\n".join("\t".join(row) for row in rows))
        self.list.setFont(current_theme().font("body"))
        self.list.setTabStopDistance(QFontMetrics(self.list.font()).horizontalAdvance("0") * 18)
        self.list.setPlaceholderText("CUP-01\t19.90\t30")
        self.list.setFixedHeight(170)
        self.list.textChanged.connect(self._typed)
        self._timer = Pause(self, _READ_AFTER_MS)
        self._timer.timeout.connect(self.read)
        self.open_sheet = SecondaryButton(_("Open a sheet…"), "folder-open")
        self.open_sheet.clicked.connect(self._ask_file)
        self.allow_over = CheckBox(_("Set aside even more than there is"))
        self.allow_over.hide()
        self._verdict = Text("", "strong", wrap=True)
        self._lines = QVBoxLayout()
        self._lay_out()
        self.read()

    def contents(self) -> object:
        return self.list.toPlainText()

    def read(self) -> None:
        """Look at what was typed."""
        self.ask_newest(read_item_cells, self._shown.id, from_text(self.list.toPlainText()), then=self._judge)

    def take_file(self, path: Path) -> None:
        """Put the rows of a sheet into the list; nothing is saved."""
        self.ask_newest(read_item_file, self._shown.id, path, then=self._take)

    def check_and_save(self) -> None:
        """Save the list, where every row can be used."""
        if self.found is not None:
            over = self.allow_over.isChecked()
            self.run(set_items, self._shown.id, self.found.drafts, whole=True, allow_over=over, then=self._then)

    def _lay_out(self) -> None:
        self.body.addWidget(FormRow(_("Products"), self.list))
        line = QHBoxLayout()
        line.addWidget(self.open_sheet)
        line.addWidget(self.allow_over)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self._verdict)
        inside = QWidget()
        inside.setLayout(self._lines)
        self._lines.setContentsMargins(0, 0, space.S, 0)
        self._lines.setSpacing(space.XXS)
        area = ScrollRoom(inside)
        area.setFixedHeight(150)
        self.body.addWidget(area)
        self.finish_form(_("Save products"))

    def _typed(self) -> None:
        self.found = None
        self.forget_asked()
        self.save.setEnabled(False)
        self._timer.start()

    def _ask_file(self) -> None:
        filters = _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv")
        ask_file(self, _("Open a sheet"), filters, self.take_file)

    def _take(self, found: ReadItems) -> None:
        self.list.setPlainText("\n".join("\t".join(row) for row in item_cells(found.items, found.currency)))
        self._timer.stop()
        self._judge(found)

    def _judge(self, found: ReadItems) -> None:
        self.found = found
        self.save.setEnabled(not found.problems)
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for bad in found.problems[:_SHOWN]:
            words = _("Line {row}, “{named}”: {reason}").format(row=bad.row, named=bad.named, reason=render(bad.reason))
            self._lines.addWidget(Text(words, "body", "neg", wrap=True))
        warned = 0
        for one in found.items[:_SHOWN]:
            words, is_wrong = _item_words(one, found)
            warned += is_wrong
            self._lines.addWidget(Text(words, "body", "pill.amber.word" if is_wrong else "text2", wrap=True))
        self._lines.addStretch(1)
        self.allow_over.setVisible(any(found.is_over(one) for one in found.items))
        self._verdict.setText(_verdict(found, warned))


def _verdict(found: ReadItems, warned: int) -> str:
    if found.problems:
        return _("Correct {count} lines before saving.").format(count=formatting.integer(len(found.problems)))
    if warned:
        return _("Look at {count} products before saving.").format(count=formatting.integer(warned))
    return _("{count} products").format(count=formatting.integer(len(found.items))) if found.items else ""


def _item_words(one: CampaignItemView, found: ReadItems) -> tuple[str, bool]:
    """What is known of an item, and whether something is wrong with it."""
    said = []
    if one.is_below_cost:
        cost = formatting.money(one.cost_minor, found.currency)
        said.append(_("the price is below its cost of {amount}").format(amount=cost))
    elif one.is_below_least:
        least = formatting.money(one.min_price_minor, found.currency)
        said.append(_("the price is below the lowest one allowed, {amount}").format(amount=least))
    if found.is_over(one):
        free = formatting.integer(max(found.free.get(one.sku_id, 0), 0))
        said.append(_("only {count} pieces are free to be set aside").format(count=free))
    parts = [one.code, one.title]
    if one.usual_minor is not None:
        parts.append(_("usually {amount}").format(amount=formatting.money(one.usual_minor, found.currency)))
    return " · ".join([*parts, *said]), bool(said)
