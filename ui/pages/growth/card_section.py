"""A section that lists what the owner plans as cards under headings, one of them whole at the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from services.kernel.changes import ChangeSet
from services.types import Entity
from ui.page import PageContext
from ui.pages.section import Section
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.click_area import ClickArea
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.empty_state import EmptyState
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

_WIDTH = 320


class ViewCard(ClickArea):
    """A button as wide as the list; pressing it shows `view` whole."""

    def __init__(self, view: Any, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view, self._height = view, height
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(height)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, self._height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        ground = theme.color("row_sel" if self.isChecked() else "hover" if self.is_lit() else "surface")
        painting.rounded(painter, QRectF(self.rect()), theme.radii["card"], ground, theme.color("border"))
        self.paint_inside(painter)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["card"])

    def paint_inside(self, painter: QPainter) -> None:
        """Draw what no child of the card shows; nothing by itself."""


class CardSection(Section):
    """`views` were read last, `cards` are on screen, `panel` shows one whole, `dialog` is the form opened last."""

    panel: Any

    def __init__(self, context: PageContext, panel: DetailPanel, watched: Iterable[Entity]) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.views: tuple[Any, ...] = ()
        self.cards: list[Any] = []
        self.wanted_id: int | None = None
        self._list = QVBoxLayout()
        self.column.addWidget(self._scroller(), 1)
        self.panel = panel
        self.panel.wanted.connect(self.do)
        self.panel.closed.connect(self._closed)
        self.set_panel(self.panel)
        self.link.watch(self, tuple(watched), self._changed)

    def reload(self) -> None:
        """Read everything again."""
        raise NotImplementedError

    def do(self, what: str) -> None:
        """Do what the panel offers, with what it shows."""
        raise NotImplementedError

    def make_card(self, view: Any) -> ViewCard:
        """The card of one of the views."""
        raise NotImplementedError

    def empty_state(self) -> EmptyState:
        """What stands in place of the cards while there is none."""
        raise NotImplementedError

    def counted_views(self) -> str:
        """How many there are, in words."""
        raise NotImplementedError

    def _groups(self) -> Sequence[tuple[str, list[Any]]]:
        raise NotImplementedError

    def show_whole(self, view: Any) -> None:
        """Let the panel show this one."""
        raise NotImplementedError

    def show_one(self, view_id: int) -> None:
        """Show one at the right, as soon as it is read."""
        self.wanted_id = view_id
        found = next((one for one in self.views if one.id == view_id), None)
        if found is not None:
            self.show_whole(found)
            self.show_panel()
        for card in self.cards:
            card.setChecked(card.view.id == view_id)

    def open_form(self, dialog: Any) -> None:
        """Open a form over the window."""
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def show_views(self, views: tuple[Any, ...]) -> None:
        """Show what was read; one that is gone closes the panel that showed it."""
        self.views = views
        self.fill()
        if self.wanted_id is not None:
            if any(one.id == self.wanted_id for one in views):
                self.show_one(self.wanted_id)
            else:
                self.panel.close_panel()

    def fill(self) -> None:
        """Show every card anew."""
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = [self.make_card(view) for view in self.views]
        self.header.set_subtitle(self.counted_views() if self.views else "")
        if not self.views:
            self._list.addWidget(self.empty_state(), 1)
            return
        for title, cards in self._groups():
            if cards:
                self._list.addWidget(Text(title, "caption_strong", "text2"))
            for card in cards:
                card.clicked.connect(partial(self._chosen, card.view.id))
                card.setChecked(card.view.id == self.wanted_id)
                self._list.addWidget(card)
        self._list.addStretch(1)

    def _chosen(self, view_id: int, _on: bool = False) -> None:
        self.show_one(view_id)

    def _closed(self) -> None:
        self.wanted_id, self.panel.shown = None, None
        for card in self.cards:
            card.setChecked(False)

    def _changed(self, _changes: ChangeSet) -> None:
        self.reload()

    def _scroller(self) -> ScrollRoom:
        inside = QWidget()
        inside.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(space.S)
        return ScrollRoom(inside, wraps=True)
