"""The only file of the interface that touches threads.

Work goes to the shop's own threads as futures; every answer comes back through one queued
signal to a bound slot of an object that lives in the window's thread. Lambdas and plain
functions must never be connected to a signal that a worker emits: they would run on the
worker.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QWidget

from services.errors import Cancelled
from services.history.queries import UndoState, undo_state
from services.kernel.changes import NEW_DAY, ChangeSet
from services.kernel.tasks import Progress, Task
from services.set_up import ShopFacts, facts
from services.shop import Shop
from services.types import Entity
from ui.home import Home
from ui.pause import Pause

T = TypeVar("T")
_log = logging.getLogger(__name__)
_COALESCE_MS = 150
_TASKS_REMEMBERED = 32
# A worker may still hold a link in an unfinished future. Were it the last to let go, Qt's object would come to its
# end on the worker's thread; so closed links are kept until Qt has deleted its object. Kept for good, each would keep
# all that is left of its shop.
_closed: list[QObject] = []


class Pending(Generic[T]):
    """An answer on its way. Handlers run on the window's thread, and not at all once `owner` is gone."""

    def __init__(self, link: ShopLink, future: Future[T], owner: QObject | None = None) -> None:
        self._then: list[Callable[[T], object]] = []
        self._fails: list[Callable[[Exception], object]] = []
        self._owner = weakref.ref(owner) if owner is not None else None
        self._link = link
        self.future = future
        self.place: tuple[int, object] | None = None
        """Who asked which query: answers for one place arrive in the order they were asked for."""
        self.is_held = False
        """Whether it is here, and waits for one that was asked for before it."""

    def then(self, handler: Callable[[T], object]) -> Pending[T]:
        """Call `handler` with the value."""
        self._then.append(handler)
        return self

    def fails(self, handler: Callable[[Exception], object]) -> Pending[T]:
        """Call `handler` with the error; without one the link's own presenter shows it."""
        self._fails.append(handler)
        return self

    def deliver(self) -> None:
        """Hand the finished answer to its handlers. Called by the link, on the window's thread."""
        owner = self._owner() if self._owner is not None else None
        if self._owner is not None and (owner is None or not shiboken6.isValid(owner)):
            return
        try:
            value = self.future.result()
        except (Cancelled, CancelledError):
            for handler in self._fails:
                handler(Cancelled())
        except Exception as error:  # noqa: BLE001 - whatever a worker raised belongs to the handler
            for handler in self._fails or [self._link.on_error]:
                handler(error)
        else:
            for receive in self._then:
                receive(value)


class _Watch:
    """A widget that wants to know when rows of some entities changed."""

    def __init__(self, widget: QWidget, entities: frozenset[Entity], callback: Callable[[ChangeSet], object]) -> None:
        self.widget = weakref.ref(widget)
        self.entities = entities
        self.callback = callback
        self.missed: ChangeSet | None = None


class ShopLink(QObject):
    """The window's way to a shop: run commands, ask queries, watch for changes.

    `home` says what the shop reckons in now; `home_changed` comes when a setting made that another.
    """

    changed = Signal(object)
    home_changed = Signal()
    undo_changed = Signal()
    quiet = Signal()
    progressed = Signal(object, object)
    _answered = Signal(object)
    _committed = Signal(object)
    _progress = Signal(object, object)

    def __init__(self, shop: Shop, found: ShopFacts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shop, self.home = shop, Home(found)
        self.undo_state = UndoState()
        self.on_error: Callable[[Exception], object] = _log_error
        self._watches: list[_Watch] = []
        self._waiting: set[Pending[Any]] = set()
        self._lines: dict[tuple[int, object], deque[Pending[Any]]] = {}
        self._tasks: deque[Task] = deque(maxlen=_TASKS_REMEMBERED)
        self._is_over = False
        # Held while a worker sends something: once `close` has had it, no worker touches this object again, and it
        # may be deleted. Asking whether it still exists is not enough, it may go between the question and the signal.
        self._sending = threading.Lock()
        # Queued even from this thread: an answer that is ready at once must not arrive before its handlers are set.
        queued = Qt.ConnectionType.QueuedConnection
        self._answered.connect(self._deliver, queued)
        self._committed.connect(self._announce, queued)
        self._progress.connect(self._report, queued)
        self._unsubscribe = shop.subscribe(lambda changes: self._send(self._committed, changes))
        self._undo_timer = Pause(self, _COALESCE_MS)
        self._undo_timer.timeout.connect(self.refresh_undo)
        self.refresh_undo()

    # -- asking and running ------------------------------------------------------------------------

    def run(
        self,
        command: Callable[..., Any],
        *args: Any,
        owner: QObject | None = None,
        task: Task | None = None,
        **kwargs: Any,
    ) -> Pending[Any]:
        """Run a command; the handler gets its `Outcome`."""
        return self._begin(lambda: self.shop.submit(command, *args, task=task, **kwargs), owner)

    def ask(self, query: Callable[..., T], *args: Any, owner: QObject | None = None, **kwargs: Any) -> Pending[T]:
        """Ask a query function; the handler gets its value.

        Several readers answer in any order. What an owner asks of one query arrives in the order it was asked, so that
        the answer to the newest question is the last to be shown.
        """
        pending = self._begin(lambda: self.shop.submit_ask(query, *args, **kwargs), owner)
        if owner is not None and not self._is_over:
            pending.place = (id(owner), getattr(query, "func", query))
            self._lines.setdefault(pending.place, deque()).append(pending)
        return pending

    def ask_aside(self, query: Callable[..., T], *args: Any, owner: QObject | None = None, **kwargs: Any) -> Pending[T]:
        """Ask a query function that takes minutes; no page waits for it."""
        return self._begin(lambda: self.shop.submit_aside(query, *args, **kwargs), owner)

    def keep(self, query: Callable[..., T], *args: Any, owner: QObject | None = None) -> Pending[T]:
        """Ask a query function that puts files beside the shop: refused as a command is where it is only looked at."""
        return self._begin(lambda: self.shop.submit_keep(query, *args), owner)

    def fold(self, owner: QObject | None = None) -> Pending[bool]:
        """Move the write-ahead log into the file; the handler gets whether all of it was moved."""
        return self._begin(self.shop.submit_fold, owner)

    def undo(self, operation_id: int | None = None, owner: QObject | None = None) -> Pending[Any]:
        """Undo the operation, or the newest that can be undone."""
        return self._begin(lambda: self.shop.submit_undo(operation_id), owner)

    def redo(self, operation_id: int | None = None, owner: QObject | None = None) -> Pending[Any]:
        """Redo the operation, or the one undone last."""
        return self._begin(lambda: self.shop.submit_redo(operation_id), owner)

    def wait_for(self, future: Future[T], owner: QObject | None = None) -> Pending[T]:
        """Bring any future's answer to the window's thread."""
        pending = Pending(self, future, owner)
        if self._is_over:
            return pending
        self._waiting.add(pending)
        # Weakly: a future that held who waits for it would keep its answer, perhaps a whole plan, until the next
        # search for garbage; and no worker shall be the last to hold the handlers.
        waiting = weakref.ref(pending)
        future.add_done_callback(lambda _done: self._send(self._answered, waiting))
        return pending

    def task(self) -> Task:
        """A task whose progress arrives as `progressed(task, Progress)` on the window's thread."""
        task = Task()
        task.on_progress = lambda progress: self._send(self._progress, task, progress)
        self._tasks.append(task)
        return task

    def tasks(self) -> tuple[Task, ...]:
        """What may still run of the long work: whoever closes takes them first, `close` forgets them."""
        return tuple(self._tasks)

    def is_quiet(self) -> bool:
        """Whether every question that was asked has been answered (`quiet` is sent when that becomes so)."""
        return not self._waiting

    # -- watching ------------------------------------------------------------------------------------

    def watch(self, widget: QWidget, entities: Iterable[Entity], callback: Callable[[ChangeSet], object]) -> None:
        """Call back after every commit that touched these entities; a hidden widget hears once, when it is shown."""
        self._watches.append(_Watch(widget, frozenset(entities), callback))
        widget.installEventFilter(self)
        widget.destroyed.connect(self._forget_gone)

    @Slot()
    def _forget_gone(self) -> None:
        """A widget that watched was deleted: what it would have called holds all it was made of."""
        self._watches = [one for one in self._watches if _is_there(one.widget())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Deliver what a widget missed while it was hidden."""
        if event.type() == QEvent.Type.Show:
            for watch in self._watches:
                if watch.widget() is watched and watch.missed is not None:
                    missed, watch.missed = watch.missed, None
                    watch.callback(missed)
        return False

    def begin_day(self) -> None:
        """Tell every widget that watches rows to read them again: with the day or zone, what is due or late changes."""
        self._tell(NEW_DAY)

    def undo_text(self) -> str | None:
        """What Ctrl+Z would take back, or None."""
        return str(self.undo_state.undo_text) if self.undo_state.undo_text is not None else None

    def redo_text(self) -> str | None:
        """What Ctrl+Shift+Z would bring back, or None."""
        return str(self.undo_state.redo_text) if self.undo_state.redo_text is not None else None

    @Slot()
    def refresh_undo(self) -> None:
        """Ask what undo and redo would do now."""
        self.ask(undo_state, owner=self).then(self._take_undo_state)

    def close(self) -> None:
        """Stop listening; answers still on their way are dropped, and nothing new is begun."""
        with self._sending:
            self._is_over = True
        _closed[:] = [*filter(shiboken6.isValid, _closed), self]
        self._unsubscribe()
        self._undo_timer.stop()
        self._watches.clear()
        self._waiting.clear()
        self._lines.clear()
        self._tasks.clear()
        self.on_error = _log_error  # the window's own would keep all of it for as long as this link

    def _begin(self, submit: Callable[[], Future[T]], owner: QObject | None) -> Pending[T]:
        """Submit the work, unless the window is closing: then nothing is run and nothing answers."""
        return Pending(self, Future(), owner) if self._is_over else self.wait_for(submit(), owner)

    # -- back on the window's thread -------------------------------------------------------------------

    def _send(self, signal: SignalInstance, *values: object) -> None:
        """Send from whatever thread this is; nothing after the link was closed."""
        with self._sending:
            if not self._is_over:
                signal.emit(*values)

    @Slot(object)
    def _deliver(self, waiting: weakref.ref[Pending[Any]]) -> None:
        pending = waiting()
        if pending is not None and pending in self._waiting and self._is_its_turn(pending):
            self._waiting.discard(pending)
            pending.deliver()
            if self.is_quiet():
                self.quiet.emit()

    def _is_its_turn(self, pending: Pending[Any]) -> bool:
        """Whether nothing asked for before it is still on its way; then the one behind it, if it is here, is called."""
        if pending.place is None:
            return True
        line = self._lines[pending.place]
        pending.is_held = line[0] is not pending
        if pending.is_held:
            return False
        line.popleft()
        if not line:
            del self._lines[pending.place]
        elif line[0].is_held:
            self._send(self._answered, weakref.ref(line[0]))
        return True

    @Slot(object)
    def _announce(self, changes: ChangeSet) -> None:
        if self._is_over:  # it was sent before, and waited its turn behind the closing
            return
        self._undo_timer.start()
        if changes.touches(Entity.SETTING):
            self.ask(facts, owner=self).then(self._take_facts)
        self._tell(changes)
        self.changed.emit(changes)

    def _tell(self, changes: ChangeSet) -> None:
        for watch in tuple(self._watches):
            widget = watch.widget()
            if widget is not None and _is_there(widget) and changes.touches(*watch.entities):
                if widget.isVisible():
                    watch.callback(changes)
                else:
                    watch.missed = changes

    @Slot(object, object)
    def _report(self, task: Task, progress: Progress) -> None:
        self.progressed.emit(task, progress)

    def _take_facts(self, found: ShopFacts) -> None:
        """These may be others now: with another currency, zone or masking whatever is shown is read again."""
        before, self.home.facts = self.home.facts, found
        if found == before:
            return
        self.home_changed.emit()
        if (found.currency, found.zone, found.is_masked) != (before.currency, before.zone, before.is_masked):
            self.begin_day()

    def _take_undo_state(self, state: UndoState) -> None:
        self.undo_state = state
        self.undo_changed.emit()


def _is_there(widget: QWidget | None) -> bool:
    return widget is not None and shiboken6.isValid(widget)


def _log_error(error: Exception) -> None:
    _log.error("nobody handled an error", exc_info=error)
