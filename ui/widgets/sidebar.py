"""The navigation at the left: the shop, the pages with what waits in them, the state of the backup."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.buttons import IconButton
from ui.widgets.card import Hairline
from ui.widgets.click_area import ClickArea
from ui.widgets.pill import badge_width, paint_badge
from ui.widgets.text import Text

_SIGN = 32  # pixels a side of the shop's sign


class NavButton(ClickArea):
    """One page: icon, name, count; the page that is on stands on a white card."""

    def __init__(self, key: str, icon: str, badge_tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._icon, self._tone, self._meaning = icon, badge_tone, ""
        self._count = 0
        self._keys = ""
        self._narrow = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str, keys: str, meaning: str = "") -> None:
        """Show the page's name; `keys` is its shortcut for the tooltip, `meaning` what the badge counts."""
        self._keys, self._meaning = keys, meaning
        self.setText(words)
        self._rename()

    def set_count(self, count: int) -> None:
        """Show how much waits there."""
        self._count = count
        self._rename()
        self.update()

    def count(self) -> int:
        """How much waits there."""
        return self._count

    def set_narrow(self, narrow: bool) -> None:
        """Only the icon, with a dot instead of the count."""
        self._narrow = narrow
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        on = self.isChecked()
        if on:
            painting.rounded(painter, QRectF(self.rect()), 7, theme.color("surface"), theme.color("border"))
        elif self.underMouse():
            painting.rounded(painter, QRectF(self.rect()), 7, theme.color("hover"))
        size = theme.sizes["icon_nav"]
        left = (self.width() - size) // 2 if self._narrow else space.M
        box = QRect(left, (self.height() - size) // 2, size, size)
        paint_icon(painter, box, self._icon, "accent" if on else "text2")
        if self._narrow:
            if self._count:
                painting.dot(painter, box.right() + 3, box.top(), 4, theme.color(f"pill.{self._tone}.dot"))
        else:
            self._paint_words(painter, on)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), 7)

    def _paint_words(self, painter: QPainter, on: bool) -> None:
        theme = current_theme()
        right = self.width() - 8
        if self._count:
            width = badge_width(self._count)
            paint_badge(painter, QRect(right - width, (self.height() - 20) // 2, width, 20), self._count, self._tone)
            right -= width + 4
        left = space.M + theme.sizes["icon_nav"] + space.S
        room = QRect(left, 0, right - left, self.height())
        painting.text(
            painter, room, self.text(), theme.font("strong" if on else "body"), theme.color("text" if on else "text2")
        )

    def _rename(self) -> None:
        waits = f"{self._meaning} {self._count}".strip() if self._count else ""
        self.setAccessibleName(f"{self.text()} {waits}".strip())
        self.setToolTip(f"{self.text()}  {self._keys}".strip())


class ShopTile(QWidget):
    """Which shop is open: sign, name and a word about the file."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(space.XS + _SIGN + space.M, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(space.XXS)
        self.name = Text("", "strong", elide=True)
        self.remark = Text("", "caption", "text3", elide=True)
        column.addWidget(self.name)
        column.addWidget(self.remark)
        row.addLayout(column)
        self.setFixedHeight(44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        box = QRect(space.XS, (self.height() - _SIGN) // 2, _SIGN, _SIGN)
        painting.rounded(painter, QRectF(box), 8, theme.color("accent"))
        paint_icon(painter, box.adjusted(7, 7, -7, -7), "storefront", "on_accent")


class _When(Text):
    """“Backed up · today 09:12”, of which the moment stays where there is no room for all: the icon says the rest."""

    def short(self) -> str:
        return self.text().rpartition(" · ")[2]


class BackupLine(ClickArea):
    """Whether the shop is safe: an icon and words, in the tone ``ok``, ``busy`` or ``problem``; goes to the backups."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._role = "check-circle", "pos"
        row = QHBoxLayout(self)
        row.setContentsMargins(space.M + current_theme().sizes["icon_chip"] + space.XS, 0, 0, 0)
        self.words = _When("", "caption", "text2", elide=True)
        self.words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self.words)
        self.setFixedHeight(24)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_state(self, words: str, state: str = "ok") -> None:
        """Say when the last backup was made, or what is wrong."""
        looks = {
            "ok": ("check-circle", "pos"),
            "info": ("info", "text2"),
            "busy": ("spinner-gap", "text2"),
            "problem": ("warning", "neg"),
        }
        self._icon, self._role = looks[state]
        self.words.setText(words)
        self.setAccessibleName(words)
        leads_to = _("Go to the backups")
        self.setAccessibleDescription(leads_to)
        self.setToolTip(f"{words}\n{leads_to}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.words.text():
            return
        theme, painter = current_theme(), painting.painter_for(self)
        if self.is_lit():
            painting.rounded(painter, QRectF(self.rect()), 7, theme.color("hover"))
        side = theme.sizes["icon_chip"]
        box = QRect(space.M, (self.height() - side) // 2, side, side)
        paint_icon(painter, box, self._icon, self._role)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), 7)


class Sidebar(QWidget):
    """Pages in two groups; `chosen` carries the key, `folded` whether only icons show."""

    chosen = Signal(str)
    folded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.S, space.S, space.XS, space.S)
        column.setSpacing(space.XXS)
        self.tile = ShopTile(self)
        column.addWidget(self.tile)
        column.addSpacing(space.S)
        self._main, self._bottom = QVBoxLayout(), QVBoxLayout()
        for group in (self._main, self._bottom):
            group.setSpacing(space.XXS)
            group.setContentsMargins(0, 0, space.XS, 0)
        column.addLayout(self._main)
        column.addStretch(1)
        column.addLayout(self._bottom)
        column.addSpacing(space.XS)
        column.addWidget(Hairline(self))
        column.addLayout(self._foot())
        self._buttons: dict[str, NavButton] = {}
        self._is_folded, self._window_width = False, 0
        self._is_narrow, self._opened_in_narrow = False, False
        self._fit()

    def add_page(self, key: str, icon: str, section: str, badge_tone: str) -> NavButton:
        """A page in the group ``main`` or ``bottom``."""
        button = NavButton(key, icon, badge_tone, self)
        button.clicked.connect(lambda _on=False, _key=key: self.chosen.emit(_key))
        (self._main if section == "main" else self._bottom).addWidget(button)
        self._buttons[key] = button
        return button

    def button(self, key: str) -> NavButton:
        """The button of a page."""
        return self._buttons[key]

    def set_current(self, key: str) -> None:
        """Mark the page that is on."""
        self._buttons[key].setChecked(True)

    def is_folded(self) -> bool:
        """Whether the person wants only icons; a narrow window folds without being asked."""
        return self._is_folded

    def shows_icons_only(self) -> bool:
        """Whether only icons show now: by choice, or because the window is narrow."""
        return self._is_folded or (self._is_narrow and not self._opened_in_narrow)

    def toggle(self) -> None:
        """Show names where only icons show, and the other way round."""
        if not self._is_narrow:
            self.set_folded(not self._is_folded)
            return
        self._opened_in_narrow = self.shows_icons_only()
        if self._opened_in_narrow:
            self.set_folded(False)
        self._fit()

    def set_folded(self, folded: bool) -> None:
        """Show only icons, or names too."""
        if folded != self._is_folded:
            self._is_folded = folded
            self._fit()
            self.folded.emit(folded)

    def fit_window(self, window_width: int) -> None:
        """Take the width that suits a window of `window_width` pixels."""
        self._window_width = window_width
        narrow = window_width < current_theme().sizes["window_min_width"]
        if narrow != self._is_narrow:
            self._is_narrow, self._opened_in_narrow = narrow, False
        self._fit()

    def retranslate(self) -> None:
        """Name the fold button in the language that is on."""
        self._fold.set_name(_("Show names") if self.shows_icons_only() else _("Show icons only"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painter.fillRect(self.rect(), theme.color("sidebar"))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.color("border"))

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.setContentsMargins(0, space.XS, 0, 0)
        self.backup = BackupLine(self)
        self._fold = IconButton("caret-double-left", _("Show icons only"), self)
        self._fold.set_side(22)
        self._fold.clicked.connect(lambda _on=False: self.toggle())
        row.addWidget(self.backup, 1)
        row.addWidget(self._fold)
        return row

    def _fit(self) -> None:
        sizes = current_theme().sizes
        folded = self.shows_icons_only()
        wide = "sidebar_wide" if self._window_width >= sizes["wide_from"] else "sidebar"
        self.setFixedWidth(sizes["sidebar_collapsed" if folded else wide])
        for button in self._buttons.values():
            button.set_narrow(folded)
        self.backup.setVisible(not folded)
        for label in (self.tile.name, self.tile.remark):
            label.setVisible(not folded)
        self._fold.set_icon_name("caret-double-right" if folded else "caret-double-left")
        self._fold.set_side(34 if folded else 22)
        self.retranslate()
