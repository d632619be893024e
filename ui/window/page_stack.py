"""The pages of the window: built when they are first shown, one on screen, each in the language that is on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.page import Page, PageContext, PageSpec


class PageStack(QStackedWidget):
    """`context` is what pages are built with."""

    def __init__(self, specs: Sequence[PageSpec], context: PageContext) -> None:
        super().__init__()
        self._specs = {spec.key: spec for spec in specs}
        self._context = context
        self._built: dict[str, QWidget] = {}
        self._in_old_words: list[str] = []
        self._rewording = QTimer(self, interval=0)
        self._rewording.timeout.connect(self._reword_next)

    def shown(self) -> Page | None:
        """The page on screen, where it is more than a plain widget."""
        widget = self.currentWidget()
        return widget if isinstance(widget, Page) else None

    def shown_key(self) -> str:
        """Key of the page on screen, or an empty text."""
        widget = self.currentWidget()
        return next((key for key, one in self._built.items() if one is widget), "")

    def page(self, key: str) -> QWidget | None:
        """A page that was built already, in the language that is on."""
        if key in self._in_old_words:
            self._in_old_words.remove(key)
            self._reword(key)
        return self._built.get(key)

    def page_or_new(self, key: str) -> QWidget:
        """The page; it is built on the first visit."""
        widget = self.page(key)
        if widget is None:
            widget = self._built[key] = self._specs[key].build(self._context)
            self.addWidget(widget)
        return widget

    def may_leave(self) -> bool:
        """Whether no page would lose what is being written on it."""
        return all(page.may_leave() for page in self._built.values() if isinstance(page, Page))

    def retranslate(self) -> None:
        """The language changed: a page follows when it is asked for, the others one by one, so that nobody waits."""
        self._in_old_words = list(self._built)
        self._rewording.start()

    def let_go(self) -> None:
        """Hold no page any more."""
        self._built.clear()
        self._in_old_words.clear()

    @Slot()
    def _reword_next(self) -> None:
        if self._in_old_words:
            self.page(self._in_old_words[0])
        if not self._in_old_words:
            self._rewording.stop()

    def _reword(self, key: str) -> None:
        widget = self._built[key]
        if isinstance(widget, Page):
            widget.retranslate()
        else:
            self.removeWidget(self._built.pop(key))
            widget.deleteLater()
