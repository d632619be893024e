"""One chart of the board: its name, what it found, the picture, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from services import i18n
from services.charts.chart import Chart, Figures
from services.i18n import _
from services.manual.meanings import place
from services.messages import render
from services.rollups.asked import Asked
from ui.pages.charts import painting
from ui.pages.charts.picture import ChartPicture
from ui.shop_link import ShopLink
from ui.theme import space
from ui.theme.apply import current_theme, theme_signals
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.charts.drawing import Drawn

HEIGHT = 340


@dataclass(frozen=True)
class CardDeeds:
    """What a card asks the page to do with its chart."""

    behind: Callable[[str, str], object]
    save: Callable[[str], object]
    copy: Callable[[str], object]
    workbook: Callable[[str], object]
    move: Callable[[str, int], object]
    widen: Callable[[str], object]
    hide: Callable[[str], object]
    explain: Callable[[str], object]


class CardInside:
    """What stands on a card: name, title, menu button, the picture or why there is none, notes."""

    def __init__(self) -> None:
        self.name = Text("", "caption", "text2", elide=True)
        self.title = Text("", "strong", wrap=True)
        self.notes = Text("", "caption", "text3", elide=True)
        self.picture = ChartPicture()
        self.why = Text("", "body", "text2", wrap=True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.picture)
        self.stack.addWidget(_padded(self.why))
        self.more = IconButton("dots-three", "…")
        self.more.set_side(current_theme().sizes["control_small"])


class ChartCard(Card):
    """Asks for its figures when it is first seen, and again after `ask`. `shown` comes when it shows them."""

    shown = Signal()

    def __init__(self, chart: Chart, link: ShopLink, deeds: CardDeeds) -> None:
        super().__init__(padding=0, spacing=0)
        self.chart, self._link, self._deeds = chart, link, deeds
        self.figures: Figures | None = None
        self.asked: Asked | None = None
        self.is_wide = False
        self._is_stale, self._is_seen = True, False
        self._number = 0
        self._asked_for: object = None
        self._said_in = ""  # the language
        self.setProperty("manual", place(f"chart.{chart.key}"))
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_signals.changed.connect(self._draw)

    @cached_property
    def inside(self) -> CardInside:
        """The parts of the card. They are made when it is first seen: most cards of a board are out of view."""
        inside = CardInside()
        inside.more.clicked.connect(self.open_menu)
        inside.picture.chosen.connect(self._chosen)
        inside.picture.resized.connect(self._draw)
        self._lay_out(inside)
        self._name(inside)
        for part in (inside.name, inside.title, inside.more, inside.stack, inside.notes):
            part.show()
        self.body.activate()  # a chart is drawn for the size the picture has
        return inside

    @property
    def picture(self) -> ChartPicture:
        """The chart as it is drawn."""
        return self.inside.picture

    @property
    def is_drawn(self) -> bool:
        """Whether the card shows its chart."""
        return "inside" in self.__dict__ and self.picture.is_drawn

    @property
    def is_whole(self) -> bool:
        """Whether the card shows all it will show of its figures: their chart, or why there is none."""
        return self.figures is not None and (self.figures.missing is not None or self.is_drawn)

    def _lay_out(self, inside: CardInside) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(space.L, space.M, space.S, 0)
        words = QVBoxLayout()
        words.setSpacing(space.XXS)
        words.addWidget(inside.name)
        words.addWidget(inside.title)
        head.addLayout(words, 1)
        head.addWidget(inside.more, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        hairline = QHBoxLayout()  # within the card's hairline
        hairline.setContentsMargins(space.HAIRLINE, 0, space.HAIRLINE, 0)
        hairline.addWidget(inside.stack)
        self.body.addLayout(hairline, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(space.L, 0, space.L, space.M)
        foot.addWidget(inside.notes)
        self.body.addLayout(foot)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        if "inside" in self.__dict__:
            self._name(self.inside)

    def _name(self, inside: CardInside) -> None:
        inside.name.setText(_(self.chart.name))
        inside.name.setToolTip(_(self.chart.formula))
        inside.more.set_name(_("More about “{name}”").format(name=_(self.chart.name)))

    # -- asking and drawing ----------------------------------------------------------------------------------

    def ask(self, asked: Asked) -> None:
        """Show the chart for another question; at once where it is seen, else when it is."""
        self.asked, self._is_stale = asked, True
        if self._is_seen:
            self.read()

    def read(self) -> None:
        """Ask for the figures, unless they were: the card is about to be seen."""
        if self._is_stale and self.asked is not None:
            self._is_stale = False
            self._number += 1
            take = partial(self._take, self._number)
            self._link.ask(self.chart.figures, self.asked, owner=self).then(take)

    def see(self) -> CardInside:
        """The card came into view; returns its parts, made by now: its name stands there before its figures come."""
        self._is_seen = True
        return self.inside

    def unsee(self) -> None:
        """The card is out of view: it asks nothing until it is seen again."""
        self._is_seen = False

    def _take(self, number: int, figures: Figures) -> None:
        if number != self._number:
            return
        if figures == self.figures and self._said_in == i18n.language() and self.is_whole:
            self.shown.emit()  # nothing of it changed: the picture stays
            return
        self._said_in = i18n.language()
        inside = self.inside
        self.figures, self._asked_for = figures, None
        inside.picture.clear()
        inside.title.setText(render(figures.title) if figures.missing is None else "")
        inside.notes.setText(" ".join(map(render, figures.notes)))
        inside.picture.setAccessibleName(f"{_(self.chart.name)}: {render(figures.title)}")
        if figures.missing is not None:
            inside.why.setText(render(figures.missing))
            inside.stack.setCurrentIndex(1)
            self.shown.emit()
            return
        inside.stack.setCurrentIndex(0)
        self.body.activate()  # a long title leaves the picture less room: drawn before that, it would be drawn twice
        self._draw()

    @Slot()
    def _draw(self) -> None:
        if self.figures is None or self.figures.missing is not None:
            return
        size = self.picture.size()
        if size.width() < 120 or size.height() < 80:
            return
        looks = (current_theme().name, (size.width(), size.height()), self.devicePixelRatioF())
        if self._asked_for == (id(self.figures), looks):
            return
        self._asked_for = (id(self.figures), looks)
        future = painting.draw(self.figures, *looks)
        self._link.wait_for(future, owner=self).then(partial(self._drawn, self.figures))

    def _drawn(self, figures: Figures, drawn: Drawn) -> None:
        if figures is self.figures:
            self.picture.show_drawn(drawn)
            self.shown.emit()

    # -- what can be done -----------------------------------------------------------------------------------

    def _chosen(self, key: str) -> None:
        self._deeds.behind(self.chart.key, key)

    def open_menu(self) -> None:
        """Open the menu under its button."""
        self.menu().open_below(self.inside.more)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> PassingMenu:
        """What can be done with the chart."""
        menu = PassingMenu(self)
        key, has = self.chart.key, self.figures is not None and self.figures.missing is None
        for words, run in (
            (_("Show the rows behind it"), partial(self._deeds.behind, key, "")),
            (_("Save as picture…"), partial(self._deeds.save, key)),
            (_("Copy as picture"), partial(self._deeds.copy, key)),
            (_("Save its data as workbook…"), partial(self._deeds.workbook, key)),
        ):
            menu.addAction(words, run).setEnabled(has)
        menu.addAction(_("How it is reckoned"), partial(self._deeds.explain, key))
        menu.addSeparator()
        menu.addAction(_("Move to the front"), partial(self._deeds.move, key, -1_000))
        menu.addAction(_("Move one place back"), partial(self._deeds.move, key, -1))
        menu.addAction(_("Move one place on"), partial(self._deeds.move, key, 1))
        menu.addAction(_("Make narrow") if self.is_wide else _("Make wide"), partial(self._deeds.widen, key))
        menu.addAction(_("Take off the board"), partial(self._deeds.hide, key))
        return menu


def _padded(inside: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(space.XXL, space.S, space.XXL, space.XXL)
    column.addWidget(inside)
    return holder
