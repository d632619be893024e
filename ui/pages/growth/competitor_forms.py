"""The forms of competitors: their shops with what she makes of them, their items, and a look at many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from services import formatting
from services.competitors.commands import add_competitor, add_item, edit_competitor, edit_item, note_seen
from services.competitors.drafts import CompetitorDraft, CompetitorItemDraft, SeenDraft
from services.competitors.queries import CompetitorItemView, CompetitorView
from services.competitors.sheet import ReadSeen, read_seen_cells, read_seen_file, take_seen
from services.i18n import _
from services.messages import render
from services.types import WHOLE_PPM, Platform
from services.written_numbers import parse_share, plain_share
from ui.dialogs.files import ask_file
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.growth.competitor_words import platform_names
from ui.pages.growth.words import lines_field
from ui.pause import Pause
from ui.table.copying import from_text
from ui.theme.apply import current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.fields import Choice, FormRow, number_field, text_field
from ui.widgets.text import Text

_MOST_SHARE = 10 * WHOLE_PPM
_READ_AFTER_MS = 200
_SHOWN = 8


class CompetitorDialog(FormDialog):
    """A competitor's shop, or `shown` to be edited; `then` gets the id."""

    topic = "growth#competitors"

    def __init__(
        self, context: PageContext, then: Callable[[int], object], shown: CompetitorView | None = None
    ) -> None:
        title = _("New competitor") if shown is None else _("Edit competitor")
        super().__init__(context, title, _("A shop you watch, and what you make of it."), width=640)
        self._then, self._shown = then, shown
        draft = shown.draft if shown is not None else CompetitorDraft("", Platform.TAOBAO)
        self.name, self.platform = text_field("", draft.name), Choice()
        for platform, words in platform_names():
            self.platform.addItem(words, platform)
        self.platform.setCurrentIndex(self.platform.findData(draft.platform))
        self.url = text_field("https://…", draft.link or "")
        self.note = text_field("", draft.note or "")
        self.swot = {
            name: lines_field(getattr(draft, name) or "")
            for name in ("strengths", "weaknesses", "opportunities", "threats")
        }
        self.add_row(("name", _("Name"), self.name), ("platform", _("Platform"), self.platform), shares=(2, 1))
        self.add_row(("url", _("Web link"), self.url))
        self.add_row(("strengths", _("Strengths"), self.swot["strengths"]),
                     ("weaknesses", _("Weaknesses"), self.swot["weaknesses"]))  # fmt: skip
        self.add_row(("opportunities", _("Opportunities"), self.swot["opportunities"]),
                     ("threats", _("Threats"), self.swot["threats"]))  # fmt: skip
        self.add_row(("note", _("Note"), self.note))
        self.finish_form(_("Save competitor"))

    def contents(self) -> object:
        return super().contents(), tuple(field.toPlainText() for field in self.swot.values())

    def check_and_save(self) -> None:
        """Save it."""
        swot = {name: field.toPlainText() for name, field in self.swot.items()}
        draft = CompetitorDraft(
            self.name.text(), Platform(self.platform.currentData()), self.url.text(), self.note.text(), **swot
        )
        self.save_draft(draft, self._shown, add_competitor, edit_competitor, self._then)


class CompetitorItemDialog(FormDialog):
    """An item of a competitor, or `shown` to be edited; `then` gets the id."""

    topic = "growth#competitors"

    def __init__(
        self, context: PageContext, shops: Sequence[CompetitorView], then: Callable[[int], object],
        shown: CompetitorItemView | None = None,
    ) -> None:  # fmt: skip
        title = _("Watch an item") if shown is None else _("Edit the item")
        super().__init__(context, title, _("Beside a product of yours it is compared with its price."), width=620)
        self._then, self._shown = then, shown
        draft = shown.draft if shown is not None else CompetitorItemDraft(shops[0].id, "")
        self.shop = Choice()
        for one in shops:
            self.shop.addItem(one.draft.name, one.id)
        self.shop.setCurrentIndex(self.shop.findData(draft.competitor_id))
        self.title_field = text_field("", draft.title)
        self.url = text_field("https://…", draft.link or "")
        self.code = text_field(_("none"), draft.code or "")
        self.dearer = number_field(_("never"), plain_share(draft.dearer_ppm))
        self.moved = number_field(_("never"), plain_share(draft.change_ppm))
        self.note = text_field("", draft.note or "")
        self.add_row(("shop", _("Shop"), self.shop), ("title", _("Item"), self.title_field), shares=(1, 2))
        self.add_row(("url", _("Web link"), self.url))
        self.add_row(("code", _("Product code"), self.code),
                     ("dearer", _("Tell me when ours is dearer by more than (%)"), self.dearer))  # fmt: skip
        self.add_row(("moved", _("Tell me when their price moves by more than (%)"), self.moved),
                     ("note", _("Note"), self.note))  # fmt: skip
        self.finish_form(_("Save item"))

    def check_and_save(self) -> None:
        """Check the shares, then save."""
        shares = [self._share(name) for name in ("dearer", "moved")]
        if not all(can for can, _value in shares):
            return
        draft = CompetitorItemDraft(
            self.shop.currentData(), self.title_field.text(), self.url.text(), self.code.text(), shares[0][1],
            shares[1][1], self.note.text(),
        )  # fmt: skip
        self.save_draft(draft, self._shown, add_item, edit_item, self._then)

    def _share(self, name: str) -> tuple[bool, int | None]:
        typed = self.text_of(name)
        if typed is None:
            return True, None
        ppm = parse_share(typed)
        if ppm is None or not 0 <= ppm <= _MOST_SHARE:
            self.refuse_field(name, _("type a share of 0 to 1000"))
            return False, None
        return True, ppm


class SeenDialog(FormDialog):
    """What was seen of one item on a day; `then` is called afterwards."""

    topic = "growth#competitors"

    def __init__(self, context: PageContext, shown: CompetitorItemView, then: Callable[[object], object]) -> None:
        super().__init__(context, _("Note what you see"), shown.draft.title, width=560)
        self._then, self._shown = then, shown
        self.day = text_field("", self.link.home.today().isoformat())
        self.figures = {name: text_field() for name in ("price", "sales", "favourites")}
        for field in self.figures.values():
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.campaign = text_field(_("none"), "")
        self.add_row(("day", _("Day"), self.day), ("price", _("Their price"), self.figures["price"]))
        self.add_row(("sales", _("Sales"), self.figures["sales"]),
                     ("favourites", _("Favourites"), self.figures["favourites"]))  # fmt: skip
        self.add_row(("campaign", _("Their campaign"), self.campaign))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check the figures, then save."""
        can_day, day = self.day_of("day")
        price = self.amount_of("price", self._shown.shop.currency)
        counts = [self.whole_of(name) for name in ("sales", "favourites")]
        if day is None:
            if can_day:
                self.refuse_field("day", _("it must not be empty"))
            return
        if price is None or not all(can for can, _value in counts):
            return
        known = price if self.text_of("price") else None
        draft = SeenDraft(self._shown.id, day, known, counts[0][1], counts[1][1], self.campaign.text())
        self.run(note_seen, [draft], then=self._then)


class SeenSheetDialog(FormDialog):
    """Many looks at once: rows pasted from Excel or opened from a sheet; shops and items they name are watched."""

    topic = "growth#competitors"

    def __init__(
        self, context: PageContext, then: Callable[[object], object], cells: Sequence[Sequence[str]] = ()
    ) -> None:
        subtitle = _("One row per look: shop, item, day, price, sales, favourites, campaign, own product, web link.")
        super().__init__(context, _("Paste what you saw"), subtitle, width=760)
        self._then = then
        self.found: ReadSeen | None = None
        self.list = QPlainTextEdit("\n".join("\t".join(row) for row in cells))
        self.list.setFont(current_theme().font("body"))
        self.list.setFixedHeight(210)
        self.list.textChanged.connect(self._typed)
        self._timer = Pause(self, _READ_AFTER_MS)
        self._timer.timeout.connect(self.read)
        self.open_sheet = SecondaryButton(_("Open a sheet…"), "folder-open")
        self.open_sheet.clicked.connect(self._ask_file)
        self.said = Text("", "body", wrap=True)
        self.body.addWidget(FormRow(_("What you saw"), self.list))
        line = QHBoxLayout()
        line.addWidget(self.open_sheet)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self.said)
        self.finish_form(_("Save"))
        self.save.setEnabled(False)
        self.read()

    def contents(self) -> object:
        return self.list.toPlainText()

    def read(self) -> None:
        """Look at what was pasted."""
        self.ask_newest(read_seen_cells, from_text(self.list.toPlainText()), then=self._judge)

    def take_file(self, path: Path) -> None:
        """Look at the rows of a sheet; they are saved with the button."""
        self.ask_newest(read_seen_file, path, then=self._judge)

    def check_and_save(self) -> None:
        """Take in the rows that can be used."""
        if self.found is not None:
            self.run(take_seen, self.found.rows, then=self._then)

    def _typed(self) -> None:
        self.forget_asked()
        self.save.setEnabled(False)
        self._timer.start()

    def _ask_file(self) -> None:
        filters = _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv")
        ask_file(self, _("Open a sheet"), filters, self.take_file)

    def _judge(self, found: ReadSeen) -> None:
        self.found = found
        self.save.setEnabled(bool(found.rows))
        said = [_("{count} rows can be saved.").format(count=formatting.integer(len(found.rows)))] if found.rows else []
        for bad in found.problems[:_SHOWN]:
            words = _("Line {row}, “{named}”: {reason}")
            said.append(words.format(row=bad.row, named=bad.named, reason=render(bad.reason)))
        if len(found.problems) > _SHOWN:
            more = formatting.integer(len(found.problems) - _SHOWN)
            said.append(_("and {count} more").format(count=more))
        self.said.setText("\n".join(said))
        self.said.set_tone("pill.amber.word" if found.problems else "text2")
        self.place()
