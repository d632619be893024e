"""The main window of one open shop: pages, undo, search, badges and errors wired to its link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from services.backup.errors import BackupDiffers
from services.backup.places import home_of
from services.errors import ShopDamaged
from services.i18n import N_, NN_, _, on_language_change
from services.integrity import Finding
from services.kernel.changes import ChangeSet
from services.messages import Message, counted, render
from services.set_up import ShopFacts
from services.shown_names import shown_path
from services.today.queries import Waiting, waiting
from services.types import Entity
from ui.actions import ActionSpec
from ui.bench.routing import ScanRouter
from ui.desk.opening import add_desk_action
from ui.duties.backups import Backups
from ui.duties.campaign_release import CampaignRelease
from ui.duties.log_folding import LogFolding
from ui.duties.monthly_check import MonthlyCheck
from ui.duties.new_day import NewDay
from ui.duties.retention import Retention
from ui.pages.registry import PAGES
from ui.palette.search_everywhere import SearchEverywhere
from ui.pause import Pause
from ui.shop_link import ShopLink
from ui.widgets.banner import Banner
from ui.widgets.toast import Toast
from ui.window.damage_notice import DamageNotice
from ui.window.font_notice import say_if_no_chinese_font
from ui.window.main_window import MainWindow, ShopInfo
from ui.window.protected_notice import ProtectedNotice
from ui.window.quiet_loading import QuietLoading
from ui.window.whereabouts import WhereaboutsNotice
from ui.window.window_actions import UndoCalls

if TYPE_CHECKING:
    from ui.window.remote import RemoteVerbs

_COUNT_AFTER_MS = 200
_DOES_NOT_HOLD = NN_("All data was checked: {count} thing does not hold.",
                     "All data was checked: {count} things do not hold.")  # fmt: skip
_COUNTED = (
    Entity.ORDER, Entity.ORDER_LINE, Entity.IMPORT_FILE, Entity.IMPORT_PROBLEM, Entity.PRINTED_ORDER,
    Entity.COMPETITOR_ITEM, Entity.COMPETITOR_DAY, Entity.PRICE_CHANGE,
)  # fmt: skip


class ShopWindow(QObject):
    """Makes the window and keeps it true: name, badges, backup line, what undo would do.

    `rescue_wanted` carries the file of a damaged shop, and a `ShopDamaged` where it was opened as a sound one.
    """

    rescue_wanted = Signal(object, object)

    def __init__(
        self, link: ShopLink, actions: Sequence[ActionSpec], settings: QSettings | None = None,
        frame: MainWindow | None = None,
    ) -> None:  # fmt: skip
        """`frame`: the window that is on the screen already, without a shop."""
        super().__init__()
        self.link = link
        link.setParent(self)
        self.backups = Backups(link)
        self.retention = Retention(link)
        self.new_day = NewDay(link)
        self.new_day.began.connect(self.count)
        self.release = CampaignRelease(link)
        self.folding = LogFolding(link)
        self.checking = MonthlyCheck(link)
        self.checking.found.connect(self._say_what_does_not_hold)
        self.checking.superseded.connect(self._say_no_more_what_did_not_hold)
        self.checking.damaged.connect(self._found_damaged)
        self._does_not_hold: Toast | None = None
        self.search = SearchEverywhere(link, self._navigate, self)
        calls = UndoCalls(link.undo_text, link.redo_text, self.undo, self.redo)
        info = shop_info(self.facts, link.shop.path)
        if frame is None:
            frame = MainWindow(PAGES, link, info, undo=calls, search=self.search, settings=settings)
        else:
            frame.begin(link, info, calls, self.search)
        self.window = frame
        link.on_error = self.window.show_error
        self.window.registry.add(*actions)
        self.scans = ScanRouter(self.window, link, self.undo)
        add_desk_action(self.window, self.undo)
        self.window.files_dropped.connect(self.take_files)
        self._demo_banner: Banner | None = None
        self._is_demo_known = False
        self._counting = Pause(self, _COUNT_AFTER_MS)
        self._counting.timeout.connect(self.count)
        link.changed.connect(self._changed)
        link.home_changed.connect(self._show_facts)
        self.verbs: RemoteVerbs | None = None
        self.loading = QuietLoading(link, self)
        self._forget: Callable[[], None] | None = on_language_change(self._retranslate)
        self.window.sidebar.backup.clicked.connect(self._go_to_backups)
        self.backups.changed.connect(self._show_backup_state)
        self.backups.made.connect(self._backed_up)
        self.whereabouts = WhereaboutsNotice(self.window, link)
        say_if_no_chinese_font(self.window, self.facts.name)
        self.damage: DamageNotice | None = None
        self.protection: ProtectedNotice | None = None
        self._has_looked = False
        if link.shop.is_damaged:
            self._say_damaged(None)
        else:
            self.window.says_already = self._is_damage
        self._retranslate()
        self.count()

    @property
    def facts(self) -> ShopFacts:
        """Name, currency and zone of the shop as they are now, and whether it is a demo."""
        return self.link.home.facts

    def close(self) -> None:
        """Stop following the shop and the language; the window was closed already."""
        if self._forget is not None:
            self._forget()
            self._forget = None
        self._counting.stop()
        self.loading.stop()
        if self.verbs is not None:
            self.verbs.close()
        self.backups.close()
        self.retention.close()
        self.new_day.close()
        self.release.close()
        self.folding.close()
        self.checking.close()
        self.link.close()

    def forget(self) -> None:
        """Delete window, link and timers here and now: never left to whichever thread collects garbage."""
        self.window.let_go()
        self.window.deleteLater()
        self.deleteLater()

    @Slot()
    def listen(self) -> None:
        """Let the command line reach this window, and load what other pages need: nobody waits for either."""
        if self._forget is None:
            return
        self.loading.start()
        if self.verbs is None and not self.link.shop.read_only:
            from ui.window.remote import RemoteVerbs

            self.verbs = RemoteVerbs(self.link, self)

    def take_files(self, files: Sequence[Path]) -> None:
        """Hand dropped data files to the import page."""
        self.window.navigate("import", files=list(files))

    @Slot()
    def count(self) -> None:
        """Ask how much waits on each page."""
        self.link.ask(waiting, owner=self).then(self._show_counts)

    def undo(self) -> None:
        """Take the newest step back and say which."""
        self.link.undo(owner=self).then(partial(self._inverted, N_("Undone: {what}"), N_("Redo"), self.redo))

    def redo(self) -> None:
        """Do the step that was undone last again and say which."""
        self.link.redo(owner=self).then(partial(self._inverted, N_("Done again: {what}"), N_("Undo"), self.undo))

    def _inverted(self, template: str, way_back: str, run: Callable[[], object], outcome: Any) -> None:
        label: Message = outcome.changes.label
        self.window.toasts.show_turned(_(template).format(what=render(label)), _(way_back), run)
        self.link.refresh_undo()

    @Slot()
    def _go_to_backups(self) -> None:
        self._navigate("settings", section="backups")

    # -- a damaged file ------------------------------------------------------------------------------

    def _say_damaged(self, found: ShopDamaged | None) -> None:
        self.damage = DamageNotice(self.window, self.link.shop.path, found)
        self.damage.rescue_wanted.connect(self.rescue_wanted)

    def say_protected(self) -> None:
        """Its file is write-protected: it is only looked at."""
        self.protection = ProtectedNotice(self.window, self.link.shop.path)
        self.protection.leave_wanted.connect(self.rescue_wanted)

    @Slot(object)
    def _found_damaged(self, found: Finding) -> None:
        """From now on the shop is only looked at: what is written to a damaged file is lost, or damages more."""
        self._only_look(ShopDamaged(file=str(self.link.shop.path), reason=", ".join(found.rows[:1])))

    def _only_look(self, error: ShopDamaged) -> None:
        if self.damage is not None:
            return
        self.link.shop.only_look_from_now()
        for duty in (self.retention, self.release, self.folding, self.checking):
            duty.close()
        self.checking.note_damage(str(error.params["reason"]))
        self._say_damaged(error)
        self._retranslate()
        self.backups.rest()

    def _is_damage(self, error: BaseException) -> bool:
        """Whether an error says that the shop's own file is damaged, which is then said for as long as it is open."""
        if not isinstance(error, ShopDamaged) or error.params["file"] != str(self.link.shop.path):
            return False
        self._only_look(error)
        return True

    def _doubt(self) -> None:
        """A copy that is not sound may be one of a file that is not: look once at the file itself."""
        if isinstance(self.backups.keeper.problem, BackupDiffers | ShopDamaged) and not self._has_looked:
            self._has_looked = True
            self.checking.look_at_structure()

    def _navigate(self, page: str, **wanted: Any) -> None:
        self.window.navigate(page, **wanted)

    @Slot(object)
    def _say_what_does_not_hold(self, found: Sequence[Finding]) -> None:
        words = counted(_DOES_NOT_HOLD, len(found))
        look = partial(self._navigate, "settings", section="health", findings=found)
        self._does_not_hold = self.window.toasts.show_toast(words, action=_("Look"), run=look, stays=True)

    @Slot()
    def _say_no_more_what_did_not_hold(self) -> None:
        if self._does_not_hold in self.window.toasts.toasts():
            self._does_not_hold.dismiss()

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        self.window.presenter.saved(self.link.shop.path)
        if changes.touches(*_COUNTED):
            self._counting.start()

    def _show_counts(self, found: Waiting) -> None:
        self.window.set_badge("orders", found.to_ship)
        self.window.set_badge("products", found.unlinked)
        self.window.set_badge("import", found.rows)
        self.window.set_badge("growth", found.rivals)

    @Slot()
    def _show_facts(self) -> None:
        self.window.set_shop(shop_info(self.facts, self.link.shop.path))
        self._show_demo_banner()
        self._counting.start()  # what is due today depends on the zone
        self.backups.refresh()  # and so does when the last backup was made

    def _retranslate(self) -> None:
        self.window.set_shop(shop_info(self.facts, self.link.shop.path))
        self._show_backup_state()
        self._show_demo_banner()
        if self.damage is not None:
            self.damage.say()
        if self.protection is not None:
            self.protection.say()

    @Slot()
    def _show_backup_state(self) -> None:
        self._doubt()
        self.window.set_backup_state(*self.backups.words())

    @Slot()
    def _backed_up(self) -> None:
        self.window.presenter.saved(home_of(self.link.shop.path))

    def _show_demo_banner(self) -> None:
        known = self._is_demo_known  # taking the old notice away to say it in another language is no answer to it
        if self._demo_banner is not None:
            self._demo_banner.dismiss()
        self._is_demo_known = known
        if self.facts.is_demo and not known:
            words = _("This is the demo shop: every order in it is invented. Your own data never mixes with it.")
            self._demo_banner = banner = Banner("info", words)
            banner.add_action(_("Remove the demo"), partial(self.window.registry.trigger, "shop.remove_demo"))
            banner.closed.connect(self._demo_banner_closed)
            self.window.show_banner(banner)

    def hide_demo_notice(self) -> None:
        """Take the notice away that says this is the demo shop; it comes back when the shop is opened again."""
        if self._demo_banner is not None:
            self._demo_banner.dismiss()

    @Slot()
    def _demo_banner_closed(self) -> None:
        self._demo_banner, self._is_demo_known = None, True


def shop_info(shop: ShopFacts, path: Path) -> ShopInfo:
    """What the tile at the left shows of a shop."""
    name = shown_path(path)
    remark = _("Demo") if shop.is_demo else name.name
    return ShopInfo(shop.name or name.stem, remark)
