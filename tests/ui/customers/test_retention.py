"""The rule that erases old recipients runs by itself in the window, and by hand from Settings and the list."""

from __future__ import annotations

from services import settings
from services.channels.commands import add as add_channel
from services.privacy.retention import retention
from services.settings_view import settings_view
from services.types import Platform
from tests.services.customers.buying import buy
from tests.ui.imports.window import Desk
from ui.dialogs.dialog import Dialog
from ui.dialogs.still_held import HeldDialog
from ui.duties.retention import Retention
from ui.pages.settings.privacy import PrivacySection
from ui.pages.settings.saving import Saver

PHONE = "13912349591"


def sold(desk: Desk) -> None:
    channel = desk.run(add_channel, "Taobao A", Platform.TAOBAO).value
    row = {"channel_id": channel, "buyer": "anna", "receiver": "Anna Li", "phone": PHONE, "status": "completed"}
    desk.run(buy, [row | {"external_no": "N1"}])


def test_the_rule_does_nothing_while_it_is_off_and_erases_once_it_is_on(desk: Desk) -> None:
    sold(desk)
    keeper = Retention(desk.link)
    keeper.look()
    desk.wait(desk.link.is_quiet)
    assert PHONE.encode() in whole(desk)
    desk.run(settings.change, settings.RETENTION_DAYS.key, 90)
    assert desk.ask(retention).orders == 1
    keeper.look()
    desk.wait(lambda: desk.ask(retention).orders == 0)
    desk.wait(desk.link.is_quiet)
    assert PHONE.encode() not in whole(desk)
    keeper.close()


def whole(desk: Desk) -> bytes:
    path = desk.shop.path
    log = path.with_name(f"{path.name}-wal")
    return path.read_bytes() + (log.read_bytes() if log.exists() else b"")


def test_the_list_says_when_no_number_of_days_is_set(desk: Desk) -> None:
    sold(desk)
    page = desk.page("customers")
    desk.wait(lambda: page.known.overview is not None)
    page.deeds.erase_recipients()
    desk.wait(lambda: any("No number of days is set" in words for words in desk.shown()))
    desk.run(settings.change, settings.RETENTION_DAYS.key, 90)
    page.deeds.erase_recipients()
    desk.wait(lambda: any("finished order is older than 90 days" in words for words in desk.shown()))
    page.deeds.dialog.accept()
    desk.wait(lambda: desk.ask(retention).orders == 0)


def test_after_erasing_from_the_settings_older_files_that_may_hold_them_are_named(desk: Desk) -> None:
    sold(desk)
    desk.run(settings.change, settings.RETENTION_DAYS.key, 90)
    older = desk.shop.path.with_name(f"{desk.shop.path.stem}.before-restore-20200101-000000.shop")
    older.write_bytes(b"")
    page = desk.page("customers")
    section = PrivacySection(page.deeds._context, Saver(page.deeds._context, page), desk.ask(settings_view))
    section.setParent(page)
    section.erase_button.click()
    desk.wait(lambda: any("Erase old recipients?" in words for words in desk.shown()))
    next(one for one in desk.window.findChildren(Dialog) if one.isVisible()).accept()
    desk.wait(lambda: bool(desk.window.findChildren(HeldDialog)))
    desk.wait(lambda: older.name in desk.shown())
    assert PHONE.encode() not in whole(desk)
