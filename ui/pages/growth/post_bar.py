"""The row over the calendar of posts: how it is shown, which days, and what has no day yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import N_, NN_, _
from services.messages import counted
from ui.theme import space
from ui.widgets.buttons import IconButton, LinkButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.section_switch import SectionSwitch
from ui.widgets.text import Text

MONTH, WEEK, LIST = "month", "week", "list"
_WAYS = ((MONTH, N_("By month")), (WEEK, N_("By week")), (LIST, N_("As a list")))
_UNDATED = NN_("{count} without a day", "{count} without a day")


class PostBar(QWidget):
    """`way_chosen` carries one of `MONTH`, `WEEK`, `LIST`; `stepped` −1, 1, or 0 for today."""

    way_chosen = Signal(str)
    stepped = Signal(int)
    undated_wanted = Signal()
    outlets_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undated = 0
        self.ways = SectionSwitch(_WAYS, MONTH)
        self.ways.chosen.connect(self.way_chosen)
        self.back, self.ahead = IconButton("caret-left", _("Earlier days")), IconButton("caret-right", _("Later days"))
        self.today = SecondaryButton("")
        self.days = Text("", "section")
        self.undated, self.outlets = LinkButton(""), LinkButton("", "sliders-horizontal")
        for button, places in ((self.back, -1), (self.ahead, 1), (self.today, 0)):
            button.clicked.connect(lambda _on=False, _places=places: self.stepped.emit(_places))
        self.undated.clicked.connect(lambda _on=False: self.undated_wanted.emit())
        self.outlets.clicked.connect(lambda _on=False: self.outlets_wanted.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, space.M)
        row.setSpacing(space.S)
        for widget in (self.ways, self.back, self.ahead, self.today):
            row.addWidget(widget)
        row.addSpacing(space.S)
        row.addWidget(self.days)
        row.addStretch(1)
        row.addWidget(self.undated)
        row.addWidget(self.outlets)
        self.retranslate()

    def show_way(self, way: str, days: str, undated: int) -> None:
        """Say which days are shown, and how many open posts have none."""
        self.ways.show_section(way)
        for widget in (self.back, self.ahead, self.today, self.days):
            widget.setVisible(way != LIST)
        self.days.setText(days)
        self._undated = undated
        self.undated.setText(counted(_UNDATED, undated))
        self.undated.setVisible(undated > 0)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.ways.retranslate()
        self.back.set_name(_("Earlier days"))
        self.ahead.set_name(_("Later days"))
        self.today.setText(_("Today"))
        self.outlets.setText(_("Platforms…"))
        self.undated.setText(counted(_UNDATED, self._undated))


class PostStart(QWidget):
    """What will stand on the days, over a calendar without any post; `wanted` when somebody begins the first."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        card = Card(padding=space.M)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, space.M)
        column.addWidget(card)
        self.words, self.why = Text("", "strong"), Text("", "body", "text2", wrap=True)
        self.button = SecondaryButton("", "plus")
        self.button.clicked.connect(lambda _on=False: self.wanted.emit())
        row = QHBoxLayout()
        row.setSpacing(space.M)
        row.addWidget(self.words)
        row.addWidget(self.why, 1)
        row.addWidget(self.button)
        card.body.addLayout(row)
        self.retranslate()

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.words.setText(_("No post is planned yet"))
        self.why.setText(_("Each stands on its day, in the colour of its platform; double-click a day to begin one."))
        self.button.setText(_("Plan the first post"))
