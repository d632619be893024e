"""Errors become something a person can use: under a field, a toast, a banner, a card, or the crash card.

Every error says three things: what happened, what was kept, what to do. What is not an
`AppError` is a bug of ours; it is written to the log folder and never shown as a traceback.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from services.diagnostics import chain, write_crash_report
from services.errors import AppError, Cancelled, EnvironmentProblem, Invalid
from services.i18n import _
from services.messages import render
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import Overlay, open_overlay
from ui.manual.opening import TOPIC, open_manual
from ui.theme.apply import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import FormRow
from ui.widgets.text import Text
from ui.widgets.toast import ToastStack

_SHORT = 90
_log = logging.getLogger(__name__)


class Presenter(QObject):
    """Shows errors over one window. The window may offer ``show_banner`` and ``toasts``."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def show(
        self, error: BaseException, *, field: FormRow | None = None, retry: Callable[[], object] | None = None
    ) -> None:
        """Say what went wrong. `field` is the row an `Invalid` belongs to; `retry` offers to do it again."""
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, AppError):
            self.crash(error)
        elif isinstance(error, Invalid) and field is not None:
            field.set_problem(render(error.message))
        elif isinstance(error, EnvironmentProblem):
            self._banner(error, retry)
        else:
            self._refused(error, retry)

    def saved(self, file: Path) -> None:
        """Something was written to this file or folder: what the computer had against it holds no longer."""
        for notice in self._notices():
            if str(file) in notice.error.params.values():
                notice.dismiss()

    def crash(self, error: BaseException) -> Dialog:
        """Say that the program made a mistake, and where the report is."""
        return crash_dialog(self._window, error, write_crash_report(details(error), error))

    def _refused(self, error: AppError, retry: Callable[[], object] | None) -> None:
        stack: ToastStack | None = getattr(self._window, "toasts", None)
        advice = render(error.advice) if error.advice is not None else ""
        if stack is not None and not advice and len(str(error)) <= _SHORT:
            stack.show_toast(str(error), action=_("Try again") if retry else "", run=retry)
            return
        self._card(error, retry)

    def _banner(self, error: AppError, retry: Callable[[], object] | None) -> None:
        place: Callable[[Banner], None] | None = getattr(self._window, "show_banner", None)
        if place is None or open_overlay(self._window) is not None:  # a line behind a card is seen by nobody
            self._card(error, retry)
            return
        advice = render(error.advice) if error.advice is not None else ""
        for notice in self._notices():
            if str(notice.error) == str(error):  # it was tried again: said once, and last
                notice.dismiss()
        banner = _Notice(error, advice)
        if retry is not None:
            banner.add_action(_("Try again"), _Then(banner, retry))
        banner.add_action(_("Copy details"), lambda: _copy(details(error)))
        banner.add_action(_("More about this"), lambda: _open_manual(self._window, error))
        place(banner)

    def _card(self, error: AppError, retry: Callable[[], object] | None) -> None:
        """A card over the window, unless one that is open says the same: each of them would want its own answer."""
        shown = (one for one in self._window.window().findChildren(_ErrorCard) if one.isVisible())
        if retry is not None or all(str(one.error) != str(error) for one in shown):
            error_dialog(self._window, error, retry).open()

    def _notices(self) -> list[_Notice]:
        return [one for one in self._window.findChildren(_Notice) if not one.isHidden()]


class _Notice(Banner):
    """A banner about an error."""

    def __init__(self, error: AppError, advice: str) -> None:
        super().__init__("error", render(error.message), advice)
        self.error = error


class _ErrorCard(Dialog):
    """A card about an error."""

    def __init__(self, window: QWidget, error: AppError) -> None:
        computer = isinstance(error, EnvironmentProblem)
        title = _("The computer is in the way") if computer else _("That did not work")
        tone = "neg" if computer else "pill.amber.word"
        super().__init__(window, title, icon="warning-circle", tone=tone, width=480)
        self.error = error


class _Then:
    def __init__(self, banner: Banner, run: Callable[[], object]) -> None:
        self._banner, self._run = banner, run

    def __call__(self) -> None:
        self._banner.dismiss()
        self._run()


def error_dialog(window: QWidget, error: AppError, retry: Callable[[], object] | None = None) -> Dialog:
    """A card with what happened and what was kept, what to do, and “Copy details”; not opened yet."""
    dialog = _ErrorCard(window, error)
    dialog.body.addWidget(Text(render(error.message), "body", "text", wrap=True))
    if error.advice is not None:
        dialog.body.addWidget(Text(render(error.advice), "body", "text2", wrap=True))
    dialog.add_left(_("Copy details"), "copy", lambda: _copy(details(error)))
    dialog.setProperty(TOPIC, manual_place(error))
    more = LinkButton(_("More about this"), "book-open")
    more.set_flush()
    more.clicked.connect(lambda _on=False: _open_manual(window, error))
    dialog.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
    if retry is not None:
        dialog.add_cancel(_("Close"))
        dialog.add_primary(_("Try again"))
        dialog.accepted.connect(lambda: retry())
    else:
        dialog.add_primary(_("Close"))
    return dialog


def show_alone(error: BaseException) -> QWidget:
    """A window with nothing but the error, for a start that fails before there is a main window."""
    window = QWidget()
    window.setWindowTitle("Zhanggui")
    window.resize(680, 460)
    window.show()
    if isinstance(error, AppError):
        card = error_dialog(window, error)
    else:
        card = crash_dialog(window, error, write_crash_report(details(error), error))
    card.closed.connect(window.close)
    if not card.isVisible():
        card.open()
    return window


def crash_dialog(window: QWidget, error: BaseException, report: Path | None) -> Dialog:
    """The card for a mistake of the program; opened. Keep working or quit."""
    for old in window.window().findChildren(Overlay):
        if old.objectName() == "crash" and old.isVisible() and isinstance(old, Dialog):
            return old
    dialog = Dialog(window, _("The program made a mistake"), icon="warning-circle", tone="neg", width=560)
    dialog.setObjectName("crash")
    words = _(
        "What you did last was not carried out. Everything saved before is still there. "
        "You can keep working; if it happens again, send us the details."
    )
    dialog.body.addWidget(Text(words, "body", "text", wrap=True))
    box = QPlainTextEdit(details(error))
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setFixedHeight(120)
    box.setFont(current_theme().font("caption"))
    box.setAccessibleName(_("Details"))
    dialog.body.addWidget(box)
    dialog.add_left(_("Copy details"), "copy", lambda: _copy(details(error)))
    if report is not None:
        dialog.add_left(_("Open log folder"), "folder-open", lambda: _open_folder(report.parent))
    quit_button = dialog.add_cancel(_("Quit"))
    quit_button.clicked.connect(QApplication.quit)
    dialog.add_primary(_("Keep working"))
    dialog.open()
    return dialog


def details(error: BaseException) -> str:
    """What helps to find the cause: code or kind, where, versions. No data of the shop."""
    lines = [f"Zhanggui, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"]
    if isinstance(error, AppError):
        lines += [f"{error.code}", str(error)]
    else:
        lines.append(type(error).__name__)
    lines += [
        f"{frame.name} ({Path(frame.filename).name}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join(lines)


class CrashCatcher(QObject):
    """Carries exceptions nobody caught to the UI thread, from whichever thread they come."""

    caught = Signal(object)

    def __init__(self, show: Callable[[BaseException], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._busy = False
        self._before = (sys.excepthook, threading.excepthook)
        self.caught.connect(self._present)
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def uninstall(self) -> None:
        """Put the hooks back that were there before."""
        sys.excepthook, threading.excepthook = self._before

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        error = error.with_traceback(trace)
        for one in chain(error):  # a painter that their frames still hold would end the program with the next picture
            if one.__traceback__ is not None:
                traceback.clear_frames(one.__traceback__)
        self.caught.emit(error)

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.caught.emit(arguments.exc_value)

    @Slot(object)
    def _present(self, error: BaseException) -> None:
        if self._busy:  # showing an error failed: once is enough
            _log.error("error while showing an error", exc_info=error)
            return
        self._busy = True
        try:
            self._show(error)
        finally:
            self._busy = False


def install_excepthook(show: Callable[[BaseException], object], parent: QObject | None = None) -> CrashCatcher:
    """From now on `show` gets every exception nobody caught, on the UI thread."""
    return CrashCatcher(show, parent)


def manual_place(error: AppError) -> str:
    """Where the manual explains an error: its own place, or the page on what goes wrong."""
    known = type(error).__module__.startswith("services")
    return f"errors#{error.code}" if known else "trouble"


def _open_manual(window: QWidget, error: AppError) -> None:
    show: Callable[[str], object] | None = getattr(window, "open_manual", None)
    if show is not None:
        show(manual_place(error))
    else:
        open_manual(window, manual_place(error))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
