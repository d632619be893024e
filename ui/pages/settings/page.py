"""Settings: sections with a search box; everything is saved at once and can be undone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from services import pinyin
from services.i18n import N_, _
from services.settings_view import SettingsView, settings_view
from services.types import Entity
from ui.actions import ActionSpec
from ui.page import Page, PageContext
from ui.pages.settings import sections
from ui.pages.settings.backups import BackupsPanel
from ui.pages.settings.channels import ChannelSection
from ui.pages.settings.couriers import CourierSection
from ui.pages.settings.health import HealthCheck
from ui.pages.settings.numbering import NumberingSection
from ui.pages.settings.printers import PrinterSection
from ui.pages.settings.privacy import PrivacySection
from ui.pages.settings.products import products_section, reorder_section
from ui.pages.settings.profit import ProfitSection
from ui.pages.settings.rules import RulesSection
from ui.pages.settings.saving import Saver
from ui.pages.settings.section import Section, SectionLink
from ui.pages.settings.window_lock import lock_section
from ui.pause import Pause
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.focus_place import focus_place
from ui.widgets.page_header import PageHeader
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.search_box import SearchBox

_WIDTH = 860
_LIST_WIDTH = 200
_NARROW = 800  # a page that has no room for the list of sections beside the widest card
_AGAIN_AFTER_MS = 150
_SEEN_FIRST = 4  # sections that fill the page before it is scrolled


class SettingsPage(Page):
    """Built again from the shop whenever a setting or a channel changes, so that undo shows at once.

    Section by section, each in the place of the one before, what is on screen first: nobody waits for the unseen.
    """

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._saver = Saver(context, self)
        self._view: SettingsView | None = None
        self._sections: dict[str, Section] = {}
        self._link_to: dict[str, SectionLink] = {}
        self._to_make: deque[tuple[int, Callable[[], Section]]] = deque()
        self._in_hand: list[tuple[int, Callable[[], Section]]] = []
        self._tables: Future[None] | None = None
        self._wanted: str | None = None
        self.health = HealthCheck(context)
        self.backups = BackupsPanel(context)
        self.health.undo_wanted.connect(self.backups.ask_undo_repair)
        for kept in (self.health, self.backups):
            kept.setParent(self)  # until their sections are made: a page closed before that takes them along
            kept.hide()
        self.box = SearchBox("")
        self._lay_out()
        self._again = Pause(self, _AGAIN_AFTER_MS)
        self._again.timeout.connect(self.reload)
        self._making = Pause(self, 0)
        self._making.timeout.connect(partial(self._make, 1))
        self._settling = Pause(self, 0)
        self._settling.timeout.connect(self._settle)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keyboard_moved, Qt.ConnectionType.QueuedConnection)
        context.link.watch(self, (Entity.SETTING, Entity.CHANNEL, Entity.CHANNEL_TERMS, Entity.PLACE), self._changed)
        self.box.textChanged.connect(self._typed)
        context.registry.add(
            ActionSpec(
                "settings.find", N_("Find a setting"), self.focus_search, "magnifying-glass", "Ctrl+F",
                scope="settings", group=N_("Settings"), palette=False,
            )
        )  # fmt: skip
        self.retranslate()

    @property
    def sections(self) -> dict[str, Section]:
        """All sections by key; those that were not seen yet are made now."""
        if self._to_make:
            self._make(len(self._to_make))
        return self._sections

    def is_whole(self) -> bool:
        return not self._to_make

    def opened(self, **wanted: Any) -> None:
        self.reload()
        self.backups.reload()
        if "findings" in wanted:
            self.health.show_known(wanted["findings"])
        if "section" in wanted:
            self._wanted = None if wanted["section"] in self.sections else str(wanted["section"])
            self._go(str(wanted["section"]))

    def focus_search(self) -> None:
        """Put the keyboard into the search of the settings (Ctrl+F)."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retranslate(self) -> None:
        self.header.title.setText(_("Settings"))
        self.header.set_subtitle(_("saved at once"))
        self.header.retranslate()
        self.box.set_placeholder(_("Find a setting"))
        self._nothing.set_words(_("Nothing fits"), _("No setting contains these words."), _("Clear the filter"))
        self.health.retranslate()
        self.backups.retranslate()
        if self._view is not None:
            self._take(self._view, again=True)

    @Slot()
    def reload(self) -> None:
        """Ask for the settings."""
        self._context.link.ask(settings_view, owner=self).then(self._take)

    def _changed(self, _changes: object) -> None:
        self._again.start()

    def _take(self, view: SettingsView, again: bool = False) -> None:
        if view == self._view and not again:
            return
        self._view = view
        makers = list(enumerate(self._makers(view)))
        is_whole, is_first = len(self._sections) == len(makers), not self._sections
        seen = self._on_top()[0] if is_whole else 0
        self._to_make = deque(makers[seen:] + makers[:seen])
        self._in_hand.clear()
        if self._wanted is not None:
            self._thin_out()
            self._settling.start()
            return
        self._make(_SEEN_FIRST if is_first else 0)

    def _make(self, count: int) -> None:
        """So many sections more, and the others soon; what is read stays where it is."""
        self._give_room()  # the area may have pressed the highest section together since
        top, below = self._on_top()
        self._list.setEnabled(False)  # a section that is shown would press all others into the height there was before
        try:
            for _number in range(count):
                self._make_next()
        finally:
            self._list.setEnabled(True)
        self._give_room()
        if shown := list(self._sections.values()):
            self._area.verticalScrollBar().setValue(shown[top].y() + below)
        if self._to_make:
            self._making.start()
        else:
            self._making.stop()
            self._thin_out()

    def _make_next(self) -> None:
        """One section more, or one anew in the place of that before, unless that one is in hand."""
        number, make = self._to_make.popleft()
        before = list(self._sections.values())[number] if number < len(self._sections) else None
        if before is not None and before.is_in_hand():
            self._in_hand.append((number, make))
            return
        place = focus_place([before, self._link_to[before.key]]) if before is not None else None
        section = make()
        link = SectionLink(section.title)
        link.clicked.connect(partial(self._go, section.key))
        self._list.insertWidget(number, section)
        self._links.insertWidget(number, link)
        if place is not None:
            section.show()  # a layout does it with the next turn only, and what is hidden cannot have the keyboard
            link.show()
            place.give([section, link])
        if before is not None:
            _remove(self._list, before)
            _remove(self._links, self._link_to[before.key])
        self._sections[section.key], self._link_to[section.key] = section, link
        section.thin_out(self.box.text())

    @Slot()
    def _keyboard_moved(self) -> None:
        """Make what was in hand when the others were made, now that it no longer is."""
        if self._in_hand:
            self._to_make.extend(self._in_hand)
            self._in_hand.clear()
            self._making.start()

    def _on_top(self) -> tuple[int, int]:
        """Which section is the first on screen, and how many pixels below its top the screen begins."""
        value = self._area.verticalScrollBar().value()
        for number, section in enumerate(self._sections.values()):
            if not section.isHidden() and section.geometry().bottom() > value:
                return number, value - section.y()
        return 0, 0

    @Slot()
    def _settle(self) -> None:
        """Where somebody wanted to go, once the sections have their places."""
        self._give_room()
        wanted, self._wanted = self._wanted, None
        self._go(wanted or "")

    def _give_room(self) -> None:
        """The sections have their places at once: the area hears of them turns later, and could not go there yet.

        The size is the one that the area gives them then: it would take any other back and lay them all out twice.
        """
        inner = self._area.widget()
        if inner is None:
            return
        room = self._area.viewport().size().boundedTo(inner.maximumSize())
        least = inner.minimumSizeHint().height()
        needed = self._list.heightForWidth(room.width()) if self._list.hasHeightForWidth() else least
        inner.resize(room.width(), max(needed, room.height()))
        self._list.activate()

    def _makers(self, view: SettingsView) -> list[Callable[[], Section]]:
        """What makes the sections, in their order."""
        return [
            partial(sections.shop_section, self._saver, view),
            partial(products_section, self._context, self._saver, self, view),
            partial(reorder_section, self._saver, view),
            partial(sections.paper_section, self._saver, view),
            PrinterSection,
            partial(NumberingSection, self._context, self._saver, view),
            sections.looks_section,
            partial(ChannelSection, self._context, self._saver, view.channels, view.shop),
            partial(RulesSection, self._context, self._saver, view),
            partial(PrivacySection, self._context, self._saver, view),
            partial(ProfitSection, self._context, self._saver, view),
            partial(CourierSection, self._context, self._saver, view),
            partial(lock_section, self._context),
            partial(sections.files_section, self._context, self),
            partial(
                _wide_section, "backups", _("Backups"), self.backups, N_("restore encrypt passphrase password USB")
            ),
            partial(_wide_section, "health", _("Check my data"), self.health, N_("damaged repair problem report")),
            partial(sections.keyboard_section, self._context),
            sections.about_section,
        ]

    @Slot()
    def _typed(self) -> None:
        """Find what is typed, at once; by pinyin as soon as its tables are read."""
        if not pinyin.is_loaded() and (self._tables is None or self._tables.done()):
            asked = self._context.link.ask(lambda _connection: pinyin.load(), owner=self)
            self._tables = asked.then(lambda _nothing: self._thin_out()).future
        self._thin_out()

    @Slot()
    def _thin_out(self) -> None:
        shown = [section.thin_out(self.box.text()) for section in self.sections.values()]
        self._keep_shown()
        self._nothing.setVisible(bool(shown) and not any(shown))

    def _keep_shown(self) -> None:
        self.health.setVisible(True)
        self.backups.setVisible(True)

    def _go(self, key: str, _on: bool = False) -> None:
        if key in self.sections:
            self.box.clear()
            self._area.verticalScrollBar().setValue(self.sections[key].y())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where cards would be cut at their right edge the list of sections gives way; the search box stays."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        if is_narrow and focus_place([self._names]) is not None:
            self.box.setFocus()  # Qt would give the keyboard to the next field, where an arrow key changes a setting
        self._names.setHidden(is_narrow)
        across = QBoxLayout.Direction.LeftToRight
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else across)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(space.XL, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader("")
        self.header.search_opened.connect(self._context.open_palette)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, space.XL, 0)
        head.addWidget(self.header)
        column.addLayout(head)
        self._row = QHBoxLayout()
        self._row.setSpacing(space.L)
        left = QVBoxLayout()
        left.setSpacing(space.S)
        self.box.setFixedWidth(_LIST_WIDTH)
        left.addWidget(self.box)
        left.addWidget(self._list_of_names(), 1)
        self._row.addLayout(left)
        self._row.addWidget(self._scroller(), 1)
        column.addLayout(self._row, 1)

    def _list_of_names(self) -> ScrollRoom:
        """The names of all sections; on a low screen it scrolls."""
        inner = QWidget()
        self._links = QVBoxLayout(inner)
        self._links.setContentsMargins(0, 0, 0, space.S)
        self._links.setSpacing(space.XXS)
        self._links.addStretch(1)
        self._names = ScrollRoom(inner, wraps=True)
        self._names.setFixedWidth(_LIST_WIDTH)
        return self._names

    def _scroller(self) -> ScrollRoom:
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, space.XL, space.L)
        self._list.setSpacing(space.M)
        self._list.addStretch(1)
        inner.setMaximumWidth(_WIDTH + 20)
        inner.setMinimumHeight(1)  # else texts that wrap ask for the height of a narrow column: emptiness to scroll to
        self._nothing = EmptyState("magnifying-glass", "", "", [("", "x", self.box.clear)])
        self._nothing.setParent(inner)
        self._nothing.hide()
        self._area = ScrollRoom(inner)
        return self._area


def _wide_section(key: str, title: str, inside: QWidget, words: str) -> Section:
    section = Section(key, title, words)
    section.add_wide(inside)
    inside.show()
    return section


def _remove(layout: QVBoxLayout, widget: QWidget) -> None:
    layout.removeWidget(widget)
    widget.hide()
    widget.deleteLater()
