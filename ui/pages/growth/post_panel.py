"""One post whole, at the right: what it says, what it shows, and what it brought."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from services import formatting
from services.growth.post_queries import PostView, time_words
from services.growth.post_words import POST_STATES, outlet_words
from services.i18n import _
from services.types import PostState
from ui.pages.growth.post_words import STATE_TONES
from ui.widgets.buttons import IconButton, LinkButton, PrimaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.pictures import rounded_picture
from ui.widgets.text import Text

_PICTURE = 160
_NEXT = {
    PostState.IDEA: PostState.DRAFT, PostState.DRAFT: PostState.POSTED, PostState.POSTED: PostState.DRAFT,
    PostState.DROPPED: PostState.IDEA,
}  # fmt: skip


class PostPanel(DetailPanel):
    """`wanted` carries what the person chose: a state, ``edit``, ``figures``, ``copy``, ``delete``.

    `product` carries the id of a SKU to look at.
    """

    wanted = Signal(str)
    product = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: PostView | None = None
        self.next_state = PrimaryButton("", "check")
        self.edit = IconButton("pencil-simple", _("Edit"))
        self.copy_post, self.drop, self.remove = (
            IconButton("copy", _("Copy the post")), IconButton("x-circle", _("Drop the post")),
            IconButton("trash", _("Delete")),
        )  # fmt: skip
        self.next_state.clicked.connect(self._go_on)
        for button, what in ((self.edit, "edit"), (self.copy_post, "copy"), (self.drop, "dropped"),
                             (self.remove, "delete")):  # fmt: skip
            button.clicked.connect(lambda _on=False, _what=what: self.wanted.emit(_what))
        for place in (self.next_state, self.edit, self.copy_post, self.drop, self.remove):
            self.footer.addWidget(place, 1 if place is self.next_state else 0)
        self.retranslate()

    def show_post(self, found: PostView) -> None:
        """Show this post."""
        self.shown = found
        draft = found.draft
        when = "" if draft.day is None else f"{formatting.day(draft.day)} {time_words(draft.minute)}".strip()
        self.set_head(
            draft.title, " · ".join(part for part in (outlet_words(draft.outlet), when) if part), can_copy=False
        )
        late = found.is_late
        self.set_status(_("Late") if late else _(POST_STATES[found.state]), "red" if late else STATE_TONES[found.state])
        self.next_state.setText(self._next_words(found.state))
        self.drop.setVisible(found.state in (PostState.IDEA, PostState.DRAFT))
        self.clear_body()
        self._add_picture(found)
        if found.posted_on is not None:
            self.add(KeyValueRow(_("Posted on"), found.posted_on.isoformat()))
        if found.campaign is not None:
            self.add(KeyValueRow(_("Campaign"), found.campaign))
        self._add_words(found)
        self._add_products(found)
        self._add_figures(found)
        self.body.addStretch(1)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        for button, words in (
            (self.edit, _("Edit")), (self.copy_post, _("Copy the post")), (self.drop, _("Drop the post")),
            (self.remove, _("Delete")),
        ):  # fmt: skip
            button.set_name(words)
        if self.shown is not None:
            self.show_post(self.shown)

    def _next_words(self, state: PostState) -> str:
        return {
            PostState.IDEA: _("Make it a draft"), PostState.DRAFT: _("Mark as posted"),
            PostState.POSTED: _("Not posted yet"), PostState.DROPPED: _("Take it up again"),
        }[state]  # fmt: skip

    def _go_on(self, _on: bool = False) -> None:
        if self.shown is not None:
            self.wanted.emit(str(_NEXT[self.shown.state]))

    def _add_picture(self, found: PostView) -> None:
        picture = None
        if found.picture_file is not None:
            picture = rounded_picture(found.picture_file, _PICTURE, self.devicePixelRatioF())
        if picture is not None:
            label = QLabel()
            label.setPixmap(picture)
            label.setAccessibleName(_("Picture of the post"))
            self.add(label)

    def _add_words(self, found: PostView) -> None:
        draft = found.draft
        if draft.words:
            self.add(SectionTitle(_("Text")))
            self.add(Text(draft.words, "body", wrap=True))
            self._add_link(_("Copy the text"), draft.words)
        if draft.link:
            self.add(KeyValueRow(_("Link to it"), draft.link))
            self._add_link(_("Copy the link"), draft.link)

    def _add_link(self, words: str, text: str) -> None:
        button = LinkButton(words, "copy")
        button.set_flush()
        button.clicked.connect(lambda _on=False: self._put_away(text))
        self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _put_away(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def _add_products(self, found: PostView) -> None:
        if not found.products:
            return
        self.add_line()
        self.add(SectionTitle(_("Products")))
        for one in found.products:
            button = LinkButton(f"{one.code} · {one.title}", "package")
            button.set_flush()
            button.clicked.connect(lambda _on=False, sku_id=one.sku_id: self.product.emit(sku_id))
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_figures(self, found: PostView) -> None:
        self.add_line()
        self.add(SectionTitle(_("Figures")))
        labels = {"views": _("Views"), "likes": _("Likes"), "comments": _("Comments"), "saves": _("Saves")}
        for key, value in found.figures:
            self.add(KeyValueRow(labels[key], formatting.integer(value)))
        self.add(KeyValueRow(_("Sales"), formatting.money(found.sales, found.currency)))
        button = LinkButton(_("Type figures…"), "pencil-simple")
        button.set_flush()
        button.clicked.connect(lambda _on=False: self.wanted.emit("figures"))
        self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
