"""The text of the manual: shows a page, leads along its links, remembers the way back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QImage, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from services import i18n
from services.i18n import _
from services.manual.pages import folder, is_at_hand, page, topic_of
from ui.manual.asking import make_beforehand
from ui.manual.markup import html
from ui.table.bridge import Bridge
from ui.theme import space
from ui.theme.apply import current_theme, theme_signals

_WIDEST = 1016
_EDGE = space.XXL


@dataclass
class _Place:
    key: str
    anchor: str
    scrolled: int | None = None


class ManualReader(QTextBrowser):
    """`moved` is sent when another page or place is shown."""

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way: list[_Place] = []
        self._at = -1
        self._bridge = Bridge(self)
        self._making: set[str] = set()
        self._refit = QTimer(self, singleShot=True, interval=0)
        self._refit.timeout.connect(self._fit)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", "true")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # always there: one that comes and goes would change the width while a page is laid out
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.document().setDocumentMargin(_EDGE)
        self.setAccessibleName(_("Text of the manual"))
        self.anchorClicked.connect(self._follow)
        theme_signals.changed.connect(self._show)

    def key(self) -> str:
        """The page that is shown, or about to be; empty before there is one."""
        return self._way[self._at].key if self._at >= 0 else ""

    def anchor(self) -> str:
        """The place of the page that was asked for."""
        return self._way[self._at].anchor if self._at >= 0 else ""

    def go(self, target: str) -> None:
        """Show a page: ``orders``, ``orders#merge``; one that is not there shows the first morning."""
        key, anchor = topic_of(target, self._way[self._at].key if self._at >= 0 else "")
        if self._at >= 0:
            self._way[self._at].scrolled = self.verticalScrollBar().value()
        del self._way[self._at + 1 :]
        self._way.append(_Place(key, anchor))
        self._at += 1
        self._show()

    def step(self, by: int) -> None:
        """One place back (−1) or on (1) along the way that was taken."""
        if self.may_step(by):
            self._way[self._at].scrolled = self.verticalScrollBar().value()
            self._at += by
            self._show()

    def may_step(self, by: int) -> bool:
        """Whether there is a place to go to."""
        return 0 <= self._at + by < len(self._way)

    def retranslate(self) -> None:
        """Show the page in the language that is on."""
        self.setAccessibleName(_("Text of the manual"))
        self._show()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures lie beside the pages; nothing is ever fetched from anywhere else."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        file = folder() / i18n.language() / Path(QUrl(name).toString())
        return QImage(str(file.resolve()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._at >= 0:
            self._refit.start()

    @Slot()
    def _fit(self) -> None:
        kept = self.verticalScrollBar().value()
        self._fill()
        self.verticalScrollBar().setValue(kept)

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        self.go(url.toString())

    @Slot()
    def _show(self) -> None:
        if self._at < 0:
            return
        place = self._way[self._at]
        self._fill()
        if not is_at_hand(place.key):
            self._show_when_made(place.key)
        if place.scrolled is not None:
            self.verticalScrollBar().setValue(place.scrolled)
        elif place.anchor:
            self.scrollToAnchor(place.anchor)
        self.moved.emit()

    def _show_when_made(self, key: str) -> None:
        """The page of all messages looks through the whole program first: the window does not wait for it."""
        if key not in self._making:
            self._making.add(key)
            self._bridge.watch(make_beforehand(key), partial(self._made, key), partial(self._not_made, key))

    def _made(self, key: str, _page: object) -> None:
        self._making.discard(key)
        if self.key() == key:
            self._show()

    def _not_made(self, key: str, error: BaseException) -> None:
        self._making.discard(key)
        raise error

    def _fill(self) -> None:
        theme = current_theme()
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, theme.color("surface"))
        palette.setColor(QPalette.ColorRole.Text, theme.color("text"))
        self.setPalette(palette)
        self.document().setDefaultFont(theme.font("body"))
        self.setHtml(html(page(self.key()), self._room()) if is_at_hand(self.key()) else "")

    def _room(self) -> int:
        return min(max(self.viewport().width() - 2 * _EDGE, 200), _WIDEST)
