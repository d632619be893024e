"""From the first start to the last close: one shop at a time, opened and closed away from the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from services import window_lock
from services.errors import EnvironmentProblem, ShopDamaged, ShopMissing, ShopReadOnly
from services.i18n import _, join_sentences
from services.shown_names import shown_name
from ui.preferences import Preferences
from ui.start.closing import Closing
from ui.start.first_page import FirstPage
from ui.start.replacing import WHO, Replacing
from ui.start.rescue import Rescue
from ui.start.sweeper import Sweeper
from ui.start.waiting import Waiting
from ui.widgets.window_state import WindowState
from ui.window.curtain import Curtain
from ui.window.early_window import EarlyWindow

# What works with shops is imported where it is used: the first picture of the window does not wait for it.
if TYPE_CHECKING:
    from services.set_up import ShopFacts
    from services.shop import Shop
    from ui.window.shop_window import ShopWindow

SHOP_SUFFIX = ".shop"
_LISTEN_AFTER_MS = 50


class Session(QObject):
    """Opens shops, closes them, and shows the first-run page where there is none. `ended`: nothing is open any more."""

    opened = Signal(object)
    ended = Signal()

    def __init__(self, preferences: Preferences, app: QApplication) -> None:
        super().__init__(app)
        self.preferences = preferences
        self._app = app
        self.open_window: ShopWindow | None = None
        self.waiting = Waiting(self)
        self.first_page = FirstPage(preferences, self)
        self.first_page.shop_chosen.connect(self.open_shop)
        self.first_page.shop_wanted.connect(self.new_shop)
        self.first_page.closed.connect(self._first_page_closed)
        self._files: list[Path] = []
        self._early: EarlyWindow | None = None
        self._first_shop: Path | None = None
        self._said_when_open: tuple[Path, str | BaseException] | None = None
        self.closing = Closing(self.waiting, self)
        self.closing.for_good.connect(self.ended)
        self.closing.failed.connect(self.show_bug)
        self.rescue = Rescue(self.waiting, self.first_page, self)
        self.replacing = Replacing(self.waiting, self.first_page, self.rescue, self)
        self.rescue.restore_wanted.connect(self.replacing.restore_over)
        self.rescue.opened.connect(self._ready)
        self.rescue.looked_at.connect(self._ready_to_look)
        for found in (self.rescue, self.replacing):
            found.came.connect(self._open_and_say)
        self.curtain = Curtain(app, self)
        self.curtain.quit_wanted.connect(self._close_window)

    # -- starting ------------------------------------------------------------------------------

    def start(self, files: Sequence[Path]) -> None:
        """Open what was named, else the shop that was open last, else the first-run page."""
        shops = [path for path in files if path.suffix.lower() == SHOP_SUFFIX]
        self._files = [path for path in files if path not in shops]
        shop = shops[0] if shops else self.preferences.last_shop
        if shop is None:
            self.first_page.show()
        elif window_lock.read() is not None or not shop.is_file():  # a locked window shows nothing before the words
            self.open_shop(shop)
        else:
            self._first_shop = shop
            self._early = EarlyWindow(shop.stem, self.preferences, self.waiting.worker, self)
            self._early.loaded.connect(self._loaded)
            self._early.show()

    @Slot(object)
    def _loaded(self, error: BaseException | None) -> None:
        """All a shop needs is there: open the one that was asked for, or end where the window was closed already."""
        path, self._first_shop = self._first_shop, None
        if self._early is not None and self._early.is_left:
            self.ended.emit()
        elif error is not None:
            self._drop_early()
            self.first_page.show(error)
        elif path is not None:
            self.open_shop(path)

    @Slot(list)
    def take(self, files: list[Path]) -> None:
        """A second start happened: come to the front, and open what it was given."""
        shops = [path for path in files if path.suffix.lower() == SHOP_SUFFIX]
        self._files += [path for path in files if path not in shops]
        if shops:
            self.open_shop(shops[0])
            return
        self._to_front()
        self._hand_over_files()

    # -- shops ---------------------------------------------------------------------------------

    @Slot(object)
    def open_shop(self, path: Path) -> None:
        """Open a shop file; one that is open is closed first."""
        if self._first_shop is not None:
            self._first_shop = path
            return
        if self.waiting.comes_later(partial(self.open_shop, path)):
            return
        if self.open_window is not None and _same_file(path, self.open_window.link.shop.path):
            self._to_front()
            self._hand_over_files()
            return
        self._instead(partial(self._open, path))

    @Slot(object, str, str, str)
    def new_shop(self, path: Path, name: str, currency: str, zone: str) -> None:
        """Make a shop file and open it; one that is open is closed first."""
        if not self.waiting.comes_later(partial(self.new_shop, path, name, currency, zone)):
            self._instead(partial(self._create, path, name, currency, zone))

    @Slot(object, object)
    def restore(self, backup: Path, passphrase: str | None = None) -> None:
        """Put a backup in the place of the open shop, which is closed, backed up and kept, and open it."""
        from services.backup.archive import Reason

        made = self.open_window
        if made is None:
            return
        keeper = made.backups.keeper
        keeper.closing_reason = Reason.RESTORE
        if not self._instead(partial(self._restore_closed, backup, made.link.shop.path, passphrase)):
            keeper.closing_reason = Reason.CLOSE

    def _restore_closed(self, backup: Path, path: Path, passphrase: str | None) -> None:
        self.first_page.forget()  # one that stood behind the shop: refused or not, a shop comes in its place
        self.replacing.restore_over(backup, path, passphrase)

    @Slot(object, object)
    def _open_restored(self, path: Path, taught: list[str]) -> None:
        from services.taught_files import taken_words

        words = _("The backup is restored as {name}. The shop that was open is as it was.")
        said = [words.format(name=path.name), *filter(None, [taken_words(taught)])]
        self._said_when_open = path, join_sentences(said)
        self.open_shop(path)

    @Slot(object, object)
    def _back_to_rescue(self, path: Path, found: ShopDamaged | None) -> None:
        """Open the damaged shop as if it were sound, which leads to its backups and to saving what can be read.

        Where it is known already what was found in it, nobody waits for a large file to be read once more.
        """
        self._instead(partial(self._open, path) if found is None else partial(self._offer_ways_back, path, found))

    def _offer_ways_back(self, path: Path, found: ShopDamaged) -> None:
        self.rescue.put_away()
        self.waiting.begin(_("Looking for backups…"))
        self.rescue.look_for_backups(path, found)

    def start_new(self) -> None:
        """Ask for another shop: the first-run page, while the open one stays open behind it."""
        self.first_page.show().begin_own()

    def take_demo_away(self) -> None:
        """Close the demo shop and remove its file."""
        if self.open_window is None or not self.open_window.facts.is_demo:
            return
        path = self.open_window.link.shop.path
        self._instead(partial(self._remove_demo, path))

    @Slot(object)
    def show_bug(self, error: BaseException) -> None:
        """Show an exception nobody caught over whatever window there is."""
        from ui.present import Presenter, show_alone

        window = self._front()
        if window is None:
            self._alone = show_alone(error)
            return
        Presenter(window).show(error)

    def finish(self) -> None:
        """The event loop has ended: close what is still open and wait for it."""
        self.curtain.forget()
        if self.open_window is not None:
            made, self.open_window = self.open_window, None
            made.close()
            made.link.shop.close()
            made.forget()
        self.first_page.forget()
        self._drop_early()
        self.waiting.finish()

    # -- opening, off the window's thread ------------------------------------------------------------

    def _open(self, path: Path) -> None:
        self.rescue.put_away()
        self.waiting.begin(_("Opening {name}…").format(name=shown_name(path.stem)))
        self.waiting.ask(self._ready, partial(self._not_opened, path), _opened_with_facts, path)

    def _create(self, path: Path, name: str, currency: str, zone: str) -> None:
        self.waiting.begin()
        WindowState(self.preferences.store).forget_page()  # a new shop begins with its first steps
        self.waiting.ask(self._ready, self._not_created, _created_with_facts, path, name, currency, zone)

    def _not_created(self, error: BaseException) -> None:
        """Nothing was made. A shop that has the name already is as good as it was, and stays in the list."""
        self.waiting.end()
        self.first_page.show(error)

    @Slot(object, object)
    def _open_and_say(self, path: Path, said: str | BaseException | None) -> None:
        """Open what came of waiting, and say this once it is open."""
        self.waiting.end()
        self._said_when_open = None if said is None else (path, said)
        self._open(path)

    @Slot(object)
    def _ready(self, answer: tuple[Shop, ShopFacts]) -> None:
        self.waiting.end()
        shop, facts = answer
        if self._early is not None and self._early.is_left:  # closed before there was anything to show
            self.waiting.ask(self._left, self._left, shop.close)
            return
        shop.forbid_thread(threading.get_ident())
        self.preferences.remember_shop(shop.path)
        made = self._window_of(shop, facts)
        self.open_window = made
        self.rescue.forget()
        self._follow(made)
        self.curtain.open(made.window)
        self.first_page.forget()
        QTimer.singleShot(_LISTEN_AFTER_MS, made, made.listen)
        self.opened.emit(made)
        self._hand_over_files()
        self._say_when_open(made)

    @Slot(object)
    def _ready_to_look(self, answer: tuple[Shop, ShopFacts]) -> None:
        """Show a write-protected shop, and say so for as long as it is open."""
        self._ready(answer)
        if self.open_window is not None:
            self.open_window.say_protected()

    def _window_of(self, shop: Shop, facts: ShopFacts) -> ShopWindow:
        """The window of this shop; the one that was on the screen before it was open becomes it."""
        from ui.shop_link import ShopLink
        from ui.start.session_actions import ShopCalls, session_actions
        from ui.window.hints import Hints
        from ui.window.shop_window import ShopWindow

        early, self._early = self._early, None
        frame = early.hand_over() if early is not None else None
        if early is not None:
            self._files += early.files
            early.deleteLater()
        calls = ShopCalls(
            lambda: self.open_window, self.open_shop, self.start_new, self.take_demo_away, self.curtain.lock,
            self._close_window,
        )  # fmt: skip
        actions = session_actions(calls, self.preferences)
        made = ShopWindow(ShopLink(shop, facts), actions, self.preferences.store, frame)
        if not facts.is_demo:
            Hints(made.window, self.preferences)  # the window keeps it
        return made

    def _follow(self, made: ShopWindow) -> None:
        """Hear what is wanted of the shop in this window."""
        made.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        made.window.closed.connect(self._window_closed)
        sweeper = self._app.findChild(Sweeper)
        if isinstance(sweeper, Sweeper):
            made.loading.finished.connect(sweeper.all_was_loaded)
            made.window.destroyed.connect(sweeper.shop_was_closed)
        made.backups.open_wanted.connect(self._open_restored, Qt.ConnectionType.QueuedConnection)
        made.backups.restore_wanted.connect(self.restore, Qt.ConnectionType.QueuedConnection)
        made.rescue_wanted.connect(self._back_to_rescue, Qt.ConnectionType.QueuedConnection)

    def _say_when_open(self, made: ShopWindow) -> None:
        """Say what was to be said once its file is open; what was meant for another one is not said any more."""
        said, self._said_when_open = self._said_when_open, None
        if said is None or not _same_file(said[0], made.link.shop.path):
            return
        words = said[1]
        if isinstance(words, BaseException):
            made.window.show_error(words)
        else:
            made.window.toasts.show_toast(words)

    def _not_opened(self, path: Path, error: BaseException) -> None:
        self._said_when_open = None
        if not isinstance(error, EnvironmentProblem):
            self.preferences.forget_shop(path)
        if self._early is not None and self._early.is_left:
            self.waiting.end()
            self.ended.emit()
            return
        self._drop_early()
        if isinstance(error, ShopDamaged | ShopMissing):
            self.rescue.look_for_backups(path, error)
        elif isinstance(error, ShopReadOnly):
            self.rescue.offer_look(path, error)
        else:
            self.waiting.end()
            self.first_page.show(error)

    def _remove_demo(self, path: Path) -> None:
        from services.set_up import remove_demo

        self.waiting.ask(partial(self._demo_gone, path), self.first_page.show, remove_demo, path)

    def _demo_gone(self, path: Path, _nothing: Any) -> None:
        self.preferences.forget_shop(path)
        self.first_page.show().begin_choice()

    def _drop_early(self) -> None:
        early, self._early = self._early, None
        if early is not None:
            early.drop()
            early.deleteLater()

    def _left(self, _outcome: Any) -> None:
        self.ended.emit()

    # -- closing ---------------------------------------------------------------------------------------

    def _instead(self, then: Callable[[], object]) -> bool:
        """Close the open shop, then do `then`; at once where none is open. False where the window stays."""
        is_closed = self.closing.close_for(self.open_window, then)
        if not is_closed:
            self._said_when_open = None
        return is_closed

    @Slot()
    def _close_window(self) -> None:
        if self.open_window is not None:
            self.open_window.window.close()

    @Slot()
    def _window_closed(self) -> None:
        made, self.open_window = self.open_window, None
        self.curtain.forget()
        if made is not None:
            self.closing.window_closed(made)

    @Slot()
    def _first_page_closed(self) -> None:
        if self.open_window is None:
            self.ended.emit()

    # -- windows -----------------------------------------------------------------------------------------

    def _hand_over_files(self) -> None:
        if self.open_window is not None and self._files:
            files, self._files = self._files, []
            self.open_window.take_files(files)

    def _front(self) -> QWidget | None:
        if self.open_window is not None:
            return self.open_window.window
        return self._early.window if self._early is not None else self.first_page.window

    def _to_front(self) -> None:
        window = self._front()
        if window is not None and not self.curtain.to_front():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()


def _opened_with_facts(path: Path) -> tuple[Shop, ShopFacts]:
    from services.opening import opened

    return opened(path, WHO)


def _created_with_facts(path: Path, name: str, currency: str, zone: str) -> tuple[Shop, ShopFacts]:
    from services.opening import created

    return created(path, name, currency, zone, WHO)


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
