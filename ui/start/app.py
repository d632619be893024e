"""The program with a window: made, run and ended here. Also pictures of its pages, without a screen."""

from __future__ import annotations

import ui.start.plain_imports  # noqa: F401 - before everything it shall be true for

# isort: split
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImageWriter

from services import i18n, paths
from services.diagnostics import begin_log, end_log
from services.errors import CannotWrite, NotFound
from services.i18n import N_
from services.messages import message
from ui.preferences import Preferences
from ui.start.session import Session
from ui.start.single_instance import SingleInstance
from ui.start.startup import dress, make_application

if TYPE_CHECKING:
    from ui.debug.debugging import Debugging

_COMPUTER_PROBLEM = 3


def main(argv: list[str]) -> int:
    """Open the window and stay until it is closed; `argv` may name a shop or data files. The exit code.

    With ``--debug`` among the words, slow queries and stalls are measured and shown on F12.
    """
    from ui.present import install_excepthook

    log = begin_log()
    app = make_application(argv)
    preferences = Preferences()
    words = dress(app, preferences)
    files = [Path(word).absolute() for word in argv if not word.startswith("-")]
    instance = SingleInstance(paths.data_dir(), app)
    if not instance.begin():
        words.end()
        end_log(log)
        return 0 if instance.call_first(files) else _COMPUTER_PROBLEM
    session = Session(preferences, app)
    catcher = install_excepthook(session.show_bug, app)
    instance.called.connect(session.take)
    session.ended.connect(app.quit)
    debugging = _debugging(session) if "--debug" in argv else None
    session.start(files)
    try:
        return app.exec()
    finally:
        session.finish()
        if debugging is not None:
            debugging.end()
        instance.end()
        catcher.uninstall()
        words.end()
        end_log(log)


def _debugging(session: Session) -> Debugging:
    from ui.debug.debugging import Debugging

    debugging = Debugging(session)
    session.opened.connect(debugging.attach)
    return debugging


class UnknownPage(NotFound):
    """The window has no such page (`what`, `which`); `pages` are those it has."""

    code = "app.unknown_page"
    hint = N_("Its pages are: {pages}.")


def screenshot(shop_path: Path, page: str, out: Path, *, size: tuple[int, int], scale: int, theme: str) -> None:
    """Write a PNG of a page of the real window, `size` in device-independent pixels; needs no screen."""
    from ui.pages.registry import PAGES
    from ui.pictures.page_picture import PagePicture

    if page not in {spec.key for spec in PAGES}:
        raise UnknownPage(what=message(N_("page")), which=page, pages=", ".join(spec.key for spec in PAGES))
    app = make_application([])
    language = i18n.language()
    picture = PagePicture(app, shop_path, page, size=size, scale=scale, theme=theme)
    try:
        image = picture.take()
    finally:
        picture.close()
        i18n.set_language(language)
    from services.exporting.files import replacing

    with replacing(out) as part:
        if not QImageWriter(str(part), QByteArray(b"png")).write(image):
            raise CannotWrite(path=str(out), reason=message(N_("the picture could not be written")))
