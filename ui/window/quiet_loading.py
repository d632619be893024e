"""The code of all pages, loaded a module at a time while nobody asks for anything: none waits for it when shown."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.abc import InspectLoader
from importlib.util import find_spec
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from services.about import versions
from services.i18n import LANGUAGES
from services.kernel.readiness import make_ready_to_write
from services.world import own_name, zones
from ui.pages.charts import painting
from ui.shop_link import ShopLink
from ui.table.bridge import Bridge

# Each page, and of those with sections the one they open with.
_PAGES = (
    "ui.pages.today.page", "ui.pages.orders.page", "ui.pages.products.page", "ui.pages.inventory.page",
    "ui.pages.inventory.stock", "ui.pages.aftersales.page", "ui.pages.aftersales.cases", "ui.pages.finance.page",
    "ui.pages.finance.transactions", "ui.pages.customers.page", "ui.pages.charts.page", "ui.pages.growth.page",
    "ui.pages.growth.goals", "ui.pages.imports.page", "ui.pages.history.page", "ui.pages.settings.page",
)  # fmt: skip
# What has nothing of Qt and takes long in one go is loaded on the thread that draws charts.
_BESIDE = ("services.charts.registry", "ui.charts.drawing")
_OURS = ("ui.", "services.", "models.")
# Named for types alone: loaded on the thread that draws, and when a paper is asked for.
_ELSEWHERE = ("ui.charts.", "ui.paper.", "ui.pages.products.labels")
_log = logging.getLogger(__name__)
_EVERY_MS = 15
_AT_A_TIME_S = 0.006


class QuietLoading(QObject):
    """Ends by itself: `finished` comes when nothing is left to load.

    What is loaded serves all windows of the process: those after the first find it there.
    """

    finished = Signal()
    knows_today = False

    def __init__(self, link: ShopLink, parent: QObject) -> None:
        super().__init__(parent)
        self._link = link
        self._left = self._modules()
        self._bridge = Bridge(self)
        self.is_begun = self.is_finished = self._is_over = self._is_beside_asked = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._go_on)

    @Slot()
    def start(self) -> None:
        """Begin; a second time does nothing."""
        if not self.is_begun:
            self.is_begun = True
            self._timer.start()

    def stop(self) -> None:
        """Load nothing more."""
        self._is_over = True
        self._timer.stop()

    def _pages(self, problem: object) -> None:
        if problem is not None:  # whoever needs it is told when it is needed
            _log.warning("not everything could be loaded beforehand: %s", problem)
        if not self._is_over:
            self._timer.start()

    @Slot()
    def _go_on(self) -> None:
        """Load a few modules, unless somebody waits for an answer."""
        if not self._link.is_quiet():
            return
        if not self._is_beside_asked:
            self._is_beside_asked = True
            self._timer.stop()
            # Not through the link: whoever waits for the shop's answers shall not wait for this.
            self._bridge.watch(painting.begin(_load, _BESIDE), self._pages, self._pages)
            return
        until = perf_counter() + _AT_A_TIME_S
        for name in self._left:
            import_module(name)
            if perf_counter() > until:
                return
        self._timer.stop()
        self._put_together()

    def _put_together(self) -> None:
        """Ask what Today asks, once: putting its ninety statements together takes longer than answering them."""
        if QuietLoading.knows_today:
            self._asked(None)
            return
        today = import_module("services.today.queries").today
        self._bridge.watch(self._link.shop.submit_ask(today), self._asked, self._asked)

    def _asked(self, _answer: object) -> None:
        QuietLoading.knows_today = True
        if not self._is_over:
            self.is_finished = True
            self.finished.emit()

    def _modules(self) -> Iterator[str]:
        seen: set[str] = set()
        for page in _PAGES:
            yield from needed_first(page, seen)


@cache
def _load(names: tuple[str, ...]) -> None:
    for name in names:
        import_module(name)
    _look_up()
    import_module("ui.charts.drawing").open_fonts()
    make_ready_to_write()


def _look_up() -> None:
    """What Settings offers and says, and the formats of Import: read from hundreds of files, then known for good."""
    from services.importing.formats import load_formats  # here: a start reads none

    load_formats()
    zones()
    versions()
    for code in LANGUAGES:
        own_name(code)


def needed_first(name: str, seen: set[str]) -> Iterator[str]:
    """The module and those of ours it imports that are not loaded yet, each after what it needs itself.

    Looked up in its compiled code, so that none of them is loaded together with all it needs in one go.
    """
    if name in seen or name in sys.modules or name.startswith(_ELSEWHERE):
        return
    seen.add(name)
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:  # a name in the code that is no module
        return
    loader = spec.loader if spec is not None else None
    code = loader.get_code(name) if isinstance(loader, InspectLoader) else None
    if code is None:
        return
    for needed in code.co_names:
        if needed.startswith(_OURS):
            yield from needed_first(needed, seen)
    yield name
