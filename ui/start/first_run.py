"""The first minute in three steps: language, demo or own shop, done. Also shown when a shop does not open."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from services import i18n
from services.errors import AppError
from services.i18n import N_, _
from services.kernel.tasks import Progress, Task
from services.messages import render
from services.set_up import demo_folder
from services.shown_names import shown_name, shown_path
from services.world import own_name
from ui.dialogs.files import ask_file
from ui.dialogs.option_card import OptionCard
from ui.dialogs.overlay import open_overlay
from ui.dialogs.own_shop_form import OwnShopForm
from ui.preferences import Preferences
from ui.present import Presenter
from ui.table.bridge import Bridge
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.text import Text
from ui.widgets.toast import ToastStack

_WIDTH = 600
_RECENT_SHOWN = 3
BuildDemo = Callable[[Path, Task], Path]


class FirstRun(QWidget):
    """`shop_chosen` carries a shop file to open, `shop_wanted` path, name, currency and zone of a new one."""

    shop_chosen = Signal(object)
    shop_wanted = Signal(object, str, str, str)
    closed = Signal()
    step_shown = Signal(str)
    _progressed = Signal(object)

    def __init__(self, preferences: Preferences, build_demo: BuildDemo | None = None) -> None:
        super().__init__()
        self._preferences = preferences
        self._build_demo = build_demo or _build_demo
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="demo")
        self._bridge = Bridge(self)
        self._task: Task | None = None
        self._step = "language"
        self._forgotten = False
        self.toasts = ToastStack(self)
        self.presenter = Presenter(self)
        self.setWindowTitle("Zhanggui")
        sizes = current_theme().sizes
        self.setMinimumSize(720, 560)
        self.resize(960, sizes["window_min_height"])
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space.XXL, space.L, space.XXL, space.XXL)
        self._banners = QVBoxLayout()
        self._column.addLayout(self._banners)
        self._column.addStretch(1)
        self.steps = QStackedWidget()
        self.steps.setFixedWidth(_WIDTH)
        self._column.addWidget(self.steps, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self._progressed.connect(self._show_progress)
        self._stop_listening = i18n.on_language_change(self._retranslate)
        self._show_step("language" if not preferences.recent_shops() else "choice")

    # -- from outside ------------------------------------------------------------------------------

    def show_error(self, error: BaseException) -> None:
        """Say why a shop could not be opened or made; the choices stay."""
        self.presenter.show(error)
        self._show_step(self._step)

    def show_banner(self, banner: Banner) -> None:
        """Put a notice above the steps (the presenter calls this)."""
        while (old := self._banners.takeAt(0)) is not None:  # one shop fails to open at a time
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._banners.addWidget(banner)

    def begin_own(self) -> None:
        """Go straight to the form of a new shop."""
        self._show_step("own")

    def begin_choice(self) -> None:
        """Go to the choice between demo and own shop."""
        self._show_step("choice")

    def step(self) -> str:
        """``language``, ``choice``, ``own`` or ``demo``."""
        return self._step

    def forget(self) -> None:
        """Go away for good, quietly."""
        if self._forgotten:
            return
        self._forgotten = True
        self._stop_listening()
        if self._task is not None:
            self._task.cancel()
        self._worker.shutdown(wait=True)
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        if not self._forgotten:
            self.closed.emit()

    # -- steps -------------------------------------------------------------------------------------

    def _show_step(self, step: str) -> None:
        self._step = step
        makers = {"language": self._language, "choice": self._choice, "own": self._own, "demo": self._demo}
        made = makers[step]()
        while (old := self.steps.currentWidget()) is not None:
            self.steps.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.steps.addWidget(made)
        self.steps.setFixedHeight(made.sizeHint().height())
        QTimer.singleShot(0, made, partial(self._give_keyboard, made))
        self.step_shown.emit(step)

    def _give_keyboard(self, step: QWidget) -> None:
        """The step gets the keyboard, where no card above it has it."""
        if open_overlay(self) is None:
            step.setFocus()

    def _retranslate(self) -> None:
        if self._step != "demo":
            self._show_step(self._step)

    def _language(self) -> QWidget:
        card = _StepCard(_("Welcome"), _("Step {step} of 3: choose your language").format(step=1))
        for code in i18n.LANGUAGES:
            option = OptionCard("globe", own_name(code), "")
            option.setObjectName(f"language.{code}")
            option.clicked.connect(partial(self._language_chosen, code))
            card.body.addWidget(option)
            if code == i18n.language():
                card.setFocusProxy(option)  # Enter takes what the computer speaks
        return card

    def _choice(self) -> QWidget:
        card = _StepCard(_("How do you want to begin?"), _("Step {step} of 3: demo or your own shop").format(step=2))
        choices = (
            ("demo", "storefront", N_("Look around in a demo shop"),
             N_("Invented orders, in this language; removed with one click"), self._start_demo),
            ("own", "plus", N_("Start my own shop"), N_("An empty file that only you have"), self.begin_own),
            ("open", "folder-open", N_("Open a shop file"), N_("From this computer, a stick or a backup"),
             self._ask_shop),
        )  # fmt: skip
        for name, icon, title, explanation, run in choices:
            option = OptionCard(icon, _(title), _(explanation))
            option.setObjectName(f"choice.{name}")
            option.clicked.connect(run)
            card.body.addWidget(option)
            if name == "demo":
                card.setFocusProxy(option)
        self._add_recent(card)
        back = LinkButton(_("Language"), "globe")
        back.setObjectName("choice.language")
        back.clicked.connect(partial(self._show_step, "language"))
        card.body.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _add_recent(self, card: _StepCard) -> None:
        shops = self._preferences.recent_shops()[:_RECENT_SHOWN]
        if not shops:
            return
        card.body.addSpacing(space.XS)
        card.body.addWidget(Text(_("Opened before"), "caption_strong", "text2"))
        for path in shops:
            row = QHBoxLayout()
            button = LinkButton(shown_name(path.stem), "storefront")
            button.setObjectName(f"recent.{path.name}")
            button.clicked.connect(partial(self.shop_chosen.emit, path))
            row.addWidget(button)
            row.addWidget(Text(str(shown_path(path.parent)), "caption", "text3", elide=True), 1)
            card.body.addLayout(row)

    def _own(self) -> QWidget:
        card = _StepCard(_("Your own shop"), _("Step {step} of 3: name it, and you are done").format(step=3))
        form = OwnShopForm()
        form.setObjectName("own.form")
        form.wanted.connect(self.shop_wanted)
        form.back.connect(self.begin_choice)
        card.body.addWidget(form)
        card.setFocusProxy(form)
        return card

    def _demo(self) -> QWidget:
        card = _StepCard(_("Making the demo shop"), _("Step {step} of 3: this takes a few seconds").format(step=3))
        self._panel = ProgressPanel(_("Importing the sample files…"))
        if self._task is not None:
            self._panel.cancelled.connect(self._task.cancel)
        card.body.addWidget(self._panel)
        return card

    # -- what the choices do -------------------------------------------------------------------------

    def _language_chosen(self, code: str, _on: bool = False) -> None:
        self._step = "choice"
        self._preferences.language = code
        i18n.set_language(code)  # shows the step again, in that language

    @Slot()
    def _ask_shop(self) -> None:
        ask_file(self, _("Open a shop file"), _("Shop files (*.shop)"), self.shop_chosen.emit)

    @Slot()
    def _start_demo(self) -> None:
        existing = demo_folder() / "demo.shop"
        if existing.is_file():
            self.shop_chosen.emit(existing)
            return
        self._task = Task(on_progress=self._progressed.emit)
        self._show_step("demo")
        future: Future[Path] = self._worker.submit(self._build_demo, demo_folder(), self._task)
        self._bridge.watch(future, self._demo_built, self._demo_failed)

    def _demo_built(self, path: Path) -> None:
        self._task = None
        self.shop_chosen.emit(path)

    def _demo_failed(self, error: BaseException) -> None:
        self._task = None
        self._show_step("choice")
        if isinstance(error, AppError):
            self.presenter.show(error)
        else:
            raise error

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        if self._step == "demo":
            words = render(progress.doing) if progress.doing is not None else ""
            self._panel.set_progress(progress.done, progress.total, words)


class _StepCard(Card):
    def __init__(self, title: str, subtitle: str) -> None:
        super().__init__(padding=space.XXL, spacing=space.M)
        self.body.addWidget(Text(title, "title", wrap=True))
        self.body.addWidget(Text(subtitle, "body", "text2", wrap=True))
        self.body.addSpacing(space.S)


def _build_demo(folder: Path, task: Task) -> Path:
    """Build the demo in a folder of its own; a half-built one is taken away."""
    import shutil

    from services import demo

    try:
        return demo.build(folder, task=task)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
