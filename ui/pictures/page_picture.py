"""A picture of one page of the real window, made without showing it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from services.errors import EnvironmentProblem
from services.i18n import N_
from services.set_up import facts
from services.shop import Shop
from ui.page import Page
from ui.preferences import Preferences
from ui.shop_link import ShopLink
from ui.start.startup import QtWords
from ui.table.paged_model import PagedModel
from ui.theme.apply import apply, current_mode
from ui.window.main_window import MainWindow
from ui.window.shop_window import ShopWindow

_LONGEST_WAIT_MS, _LOOK_EVERY_MS = 60_000, 20
Deed = Callable[[MainWindow], Callable[[], bool]]
"""Begins something in the window, and answers with a test that holds once it is on screen."""


class PictureTimeout(EnvironmentProblem):
    """The page did not get its data in time (`page`)."""

    code = "app.picture_timeout"
    template = N_("The page {page} did not show its data within a minute. No picture was written.")
    hint = N_("Close other programs that use the shop's disk, then try again.")


class PagePicture:
    """Opens the shop read-only, shows the page off screen, and waits until everything asked for has come."""

    def __init__(
        self,
        app: QApplication,
        shop: Path,
        page: str,
        *,
        size: tuple[int, int],
        scale: int,
        theme: str,
        wanted: Mapping[str, Any] | None = None,
        read_only: bool = True,
    ) -> None:
        """`wanted` is what the page is asked to show, as `navigate` takes it."""
        self._app, self._page, self._size, self._scale = app, page, QSize(*size), scale
        self._wanted = wanted or {}
        self._mode = current_mode()
        apply(app, theme if theme else Preferences().theme)
        self._words = QtWords(app)
        self._loop = QEventLoop()
        self._shop = Shop.open(shop, read_only=read_only, who="picture")
        found = self._shop.ask(facts)
        self._shop.forbid_thread(threading.get_ident())
        self._link = ShopLink(self._shop, found)
        self._made = ShopWindow(self._link, ())
        self._link.quiet.connect(self._loop.quit)

    def take(self, deed: Deed | None = None) -> QImage:
        """The page as it looks with its data; after `deed`, with what that opened: a dialog of its own alone."""
        window = self._made.window
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.setMinimumSize(QSize(1, 1))
        window.resize(self._size)
        window.show()
        window.navigate(self._page, **self._wanted)
        self._wait_for_data()
        subject: QWidget = window
        if deed is not None:
            self._wait_until(deed(window))
            self._wait_for_data()
            subject = next((one for one in window.findChildren(QDialog) if one.isVisible()), window)
        image = QImage(subject.size() * self._scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._scale)
        subject.render(image, QPoint(0, 0))
        return image

    def hide_demo_notice(self) -> None:
        """Show the page without the notice that it is the demo shop."""
        self._made.hide_demo_notice()

    def sidebar_width(self) -> int:
        """How much of the picture, from the left, shows the way to the pages."""
        return self._made.window.sidebar.width()

    def close(self) -> None:
        """Let go of the window and the shop, and put the theme back."""
        self._made.window.close()
        self._made.close()
        self._made.forget()
        closing = threading.Thread(target=self._shop.close)  # the window's thread may not wait for a last backup
        closing.start()
        closing.join()
        self._words.end()
        apply(self._app, self._mode)

    def _wait_until(self, holds: Callable[[], bool]) -> None:
        late = self._late()
        looking = QTimer(interval=_LOOK_EVERY_MS)
        looking.timeout.connect(self._loop.quit)
        looking.start()
        while not holds():
            self._loop.exec()
            if not late.isActive():
                raise PictureTimeout(page=self._page)

    def _late(self) -> QTimer:
        late = QTimer(singleShot=True, interval=_LONGEST_WAIT_MS)
        late.timeout.connect(self._loop.quit)
        late.start()
        return late

    def _wait_for_data(self) -> None:
        late = self._late()
        models = self._made.window.findChildren(PagedModel)
        for model in models:
            for signal in (model.swapped, model.summary_changed, model.dataChanged, model.failed):
                signal.connect(self._loop.quit)
        while not self._has_all(models):
            self._loop.exec()
            if not late.isActive():
                raise PictureTimeout(page=self._page)
        self._wait_until(self._is_whole)
        QApplication.processEvents()

    def _has_all(self, models: list[PagedModel]) -> bool:
        QApplication.sendPostedEvents()
        shown = [model for model in models if model.summary is not None and _has_first_rows(model)]
        return self._link.is_quiet() and len(shown) == len(models)

    def _is_whole(self) -> bool:
        return all(page.is_whole() for page in self._made.window.findChildren(Page) if page.isVisible())


def _has_first_rows(model: PagedModel) -> bool:
    return model.rowCount() == 0 or model.row(0) is not None
