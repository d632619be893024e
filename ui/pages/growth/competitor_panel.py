"""A competitor's item whole: its price beside ours, what was seen of it, and what she makes of the shop."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from services import formatting
from services.competitors.queries import CompetitorItemView, Seen
from services.i18n import N_, _
from services.importing.channels import PLATFORM_NAMES
from ui.pages.growth.competitor_words import share_words
from ui.pages.growth.price_lines import PriceLines
from ui.widgets.buttons import IconButton, LinkButton, PrimaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.menu import PassingMenu
from ui.widgets.pictures import rounded_picture
from ui.widgets.text import Text

_SEEN_SHOWN, _PICTURE = 8, 96
_SWOT = (
    ("strengths", N_("Strengths")), ("weaknesses", N_("Weaknesses")), ("opportunities", N_("Opportunities")),
    ("threats", N_("Threats")),
)  # fmt: skip
_MORE = (
    ("edit", N_("Edit the item…")), ("shop", N_("Edit the shop…")), ("picture", N_("Picture…")),
    ("delete", N_("Delete the item")), ("delete_shop", N_("Delete the shop…")),
)  # fmt: skip


class CompetitorPanel(DetailPanel):
    """`wanted` carries what the person chose: a key of the menu, ``note`` or ``link``."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: CompetitorItemView | None = None
        self.note = PrimaryButton(_("Note what you see…"), "eye")
        self.more = IconButton("dots-three", _("More actions"))
        self.note.clicked.connect(lambda: self.wanted.emit("note"))
        self.more.clicked.connect(self._open_menu)
        self.footer.addWidget(self.note, 1)
        self.footer.addWidget(self.more)

    def show_item(self, found: CompetitorItemView) -> None:
        """Show this item."""
        self.shown = found
        shop = found.shop.draft
        self.set_head(found.draft.title, f"{shop.name} · {_(PLATFORM_NAMES[shop.platform])}", can_copy=False)
        self._show_status(found)
        self.clear_body()
        self._add_picture(found)
        self._add_prices(found)
        self._add_seen(found)
        if found.draft.note:
            self.add_line()
            self.add(SectionTitle(_("Note")))
            self.add(Text(found.draft.note, "body", wrap=True))
        self._add_shop(found)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.note.setText(_("Note what you see…"))
        self.more.set_name(_("More actions"))
        if self.shown is not None:
            self.show_item(self.shown)

    def _open_menu(self) -> None:
        menu = PassingMenu(self)
        for key, words in _MORE:
            menu.addAction(_(words)).triggered.connect(lambda _on=False, _key=key: self.wanted.emit(_key))
        menu.open_above(self.more)

    def _show_status(self, found: CompetitorItemView) -> None:
        if found.is_dearer:
            self.set_status(_("Ours is too dear"), "red")
        elif found.has_moved:
            self.set_status(_("Their price moved"), "amber")
        else:
            self.set_status("")

    def _add_picture(self, found: CompetitorItemView) -> None:
        picture = rounded_picture(found.picture, _PICTURE, self.devicePixelRatioF()) if found.picture else None
        if picture is not None:
            shown = QLabel()
            shown.setPixmap(picture)
            shown.setAlignment(Qt.AlignmentFlag.AlignLeft)
            shown.setAccessibleName(_("Picture"))
            self.add(shown)

    def _add_prices(self, found: CompetitorItemView) -> None:
        currency = found.shop.currency
        price = formatting.money(found.price_minor, currency) if found.price_minor is not None else _("not seen yet")
        self.add(KeyValueRow(_("Their price"), price, strong=True))
        if found.draft.code:
            ours = found.our_price_minor
            self.add(
                KeyValueRow(_("Our price"), formatting.money(ours, found.home) if ours is not None else _("unknown"))
            )
            self.add(KeyValueRow(_("Own product"), found.draft.code))
        if found.dearer_ppm is not None:
            tone = "neg" if found.is_dearer else "text"
            self.add(KeyValueRow(_("Ours against theirs"), share_words(found.dearer_ppm), tone=tone))
        if found.moved_ppm is not None:
            tone = "pill.amber.word" if found.has_moved else "text"
            self.add(KeyValueRow(_("Theirs since the look before"), share_words(found.moved_ppm), tone=tone))
        if sum(one.price_minor is not None for one in found.seen) > 1:
            self.add(PriceLines(found))
        if found.draft.link:
            link = LinkButton(_("Open the item's page"), "arrow-square-out")
            link.set_flush()
            link.clicked.connect(lambda: self.wanted.emit("link"))
            self.add(link)

    def _add_seen(self, found: CompetitorItemView) -> None:
        self.add_line()
        self.add(SectionTitle(_("Seen"), formatting.integer(len(found.seen))))
        if not found.seen:
            self.add(Text(_("Nothing yet. Note its price when you look at it."), "body", "text2", wrap=True))
        for one in list(reversed(found.seen))[:_SEEN_SHOWN]:
            self.add(KeyValueRow(formatting.day(one.day), _seen_words(one, found.shop.currency)))
            if words := _more_words(one):
                self.add(Text(words, "caption", "text2", wrap=True))

    def _add_shop(self, found: CompetitorItemView) -> None:
        self.add_line()
        self.add(SectionTitle(_("What you make of the shop")))
        draft = found.shop.draft
        said = [(words, getattr(draft, name)) for name, words in _SWOT if getattr(draft, name)]
        for words, text in (*said, *(((N_("Note"), draft.note),) if draft.note else ())):
            self.add(Text(_(words), "caption_strong", "text2"))
            self.add(Text(text, "body", wrap=True))
        if not said and not draft.note:
            self.add(Text(_("Nothing yet: strengths, weaknesses, opportunities, threats."), "body", "text2", wrap=True))


def _seen_words(one: Seen, currency: str) -> str:
    parts = []
    if one.price_minor is not None:
        parts.append(formatting.money(one.price_minor, currency))
    if one.sales is not None:
        parts.append(_("{count} sold").format(count=formatting.integer(one.sales)))
    return " · ".join(parts) or "–"


def _more_words(one: Seen) -> str:
    count = formatting.integer(one.favourites)
    parts = [_("{count} favourites").format(count=count)] if one.favourites is not None else []
    return " · ".join([*parts, *([one.campaign] if one.campaign else [])])
