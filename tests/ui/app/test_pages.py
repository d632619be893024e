"""Today, History, Settings and the tabs still to come, in the real window."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QWidget

from services import i18n, settings
from services.channels.commands import rename
from services.channels.queries import channels
from services.fulfilment.commands import log_print
from services.integrity import Finding
from services.messages import message
from services.orders.commands import hold
from services.types import PrintKind
from tests.ui.app.conftest import WAIT, Program
from tests.ui.sure import there
from ui.pages.history.page import HistoryPage
from ui.pages.products.page import ProductsPage
from ui.pages.settings.channels import NewChannel
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.section import SettingRow
from ui.pages.settings.sections import choose_language
from ui.pages.today.page import TodayPage
from ui.pages.today.rows import WorkRow
from ui.paper.preview import PreviewDialog
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.card import Hairline
from ui.widgets.fields import Choice
from ui.widgets.search_box import SearchBox
from ui.window.shop_window import ShopWindow

P = TypeVar("P", bound=QWidget)


def visit(program: Program, opened: ShopWindow, key: str, kind: type[P]) -> P:
    opened.window.navigate(key)
    program.quiet(opened)
    page = opened.window.page(key)
    assert isinstance(page, kind)
    return page


def said(where: QWidget) -> str:
    return "\n".join(label.text() for label in where.findChildren(QLabel) if label.isVisible())


def shown_row(page: SettingsPage, label: str) -> SettingRow:
    return next(row for section in page.sections.values() for row in section.rows if row.label == label)


# --- Today ------------------------------------------------------------------------------------------


def test_today_lists_the_work_and_leads_to_it(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "today", TodayPage)
    program.until(lambda: page.findChild(WorkRow, "work.to_ship") is not None)
    row = page.findChild(WorkRow, "work.to_ship")
    assert row is not None
    assert row.accessibleName() == "3 orders to ship"
    assert row.remark() == "the oldest waits 2 days"
    program.bot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert opened.window.current_page() == "orders"


def test_today_follows_the_shop(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "today", TodayPage)
    opened.link.run(hold, [1], None)
    program.until(lambda: page.findChild(WorkRow, "work.held") is not None)
    found = page.shown()
    assert found is not None
    assert (found.to_ship, found.held) == (2, 1)


def test_today_has_one_primary_button(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "today", TodayPage)
    buttons = [button for button in page.findChildren(PrimaryButton) if button.isVisible()]
    assert [button.text() for button in buttons] == ["Link new codes"]
    program.bot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert opened.window.current_page() == "products"


# --- History ----------------------------------------------------------------------------------------


def choose(program: Program, page: HistoryPage, words: str) -> None:
    program.until(lambda: any(line.text == words for line in page.lines.lines()))
    row = next(row for row, line in enumerate(page.lines.lines()) if line.text == words)
    page.view.setCurrentIndex(page.lines.index(row))


def test_history_tells_a_step_and_takes_it_back(opened: ShopWindow, program: Program) -> None:
    opened.link.run(hold, [1], "address")
    page = visit(program, opened, "history", HistoryPage)
    choose(program, page, "Hold 1 order")
    program.until(lambda: "Reason of the hold: — → address" in said(page.panel))
    assert page.panel.isVisible()
    assert page.panel.button is not None
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        program.bot.mouseClick(page.panel.button, Qt.MouseButton.LeftButton)
    program.until(lambda: page.lines.lines()[0].text == "Undone: Hold 1 order")
    choose(program, page, "Hold 1 order")
    program.until(lambda: page.panel.button is not None and page.panel.button.text() == "Redo this")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        program.bot.mouseClick(page.panel.button, Qt.MouseButton.LeftButton)


def test_ctrl_f_goes_to_the_search_of_each_page(opened: ShopWindow, program: Program) -> None:
    for key in ("orders", "products", "inventory", "after-sales", "finance", "customers", "history", "settings"):
        opened.window.navigate(key)
        program.quiet(opened)
        program.bot.keyClick(opened.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        box = QApplication.focusWidget()
        assert isinstance(box, SearchBox), key
        assert there(opened.window.page(key)).isAncestorOf(box), key
        assert not box.isReadOnly(), key  # the box that opens the palette is none


def test_where_settings_are_searched_no_line_of_a_hidden_row_is_left(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    files = page.sections["files"]
    page.box.setText("another computer")
    program.until(lambda: sum(not row.isHidden() for row in files.rows) == 1)
    assert sum(not line.isHidden() for line in files.findChildren(Hairline)) == 1
    page.box.clear()
    program.until(lambda: not any(line.isHidden() for line in files.findChildren(Hairline)))


def test_sections_that_have_their_room_are_not_laid_out_again(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    program.until(page.is_whole)
    program.quiet(opened)
    sizes = Sizes(there(page._area.widget()))
    page._give_room()
    assert sizes.seen == [], "the area took back what it was given"


def test_a_section_that_comes_presses_no_other_together(
    opened: ShopWindow, program: Program, qapp: QApplication
) -> None:
    sizes = Sizes(qapp)
    page = visit(program, opened, "settings", SettingsPage)
    program.until(page.is_whole)
    program.quiet(opened)
    qapp.removeEventFilter(sizes)
    numbering = page.sections["numbering"]
    heights = [size.height() for watched, size in sizes.seen if watched is numbering]
    assert heights == sorted(heights), "it had less room while others were put beside it"


class Sizes(QObject):
    """Notes the sizes a widget is given, or every widget of the application."""

    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self.seen: list[tuple[QObject, QSize]] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent):
            self.seen.append((watched, event.size()))
        return False


def test_the_settings_end_where_their_last_section_ends(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    program.until(lambda: bool(page.sections))
    (area,) = [one for one in page.findChildren(QScrollArea) if page.sections["about"] in one.findChildren(QWidget)]
    inner, last = there(area.widget()), page.sections["about"]
    program.until(lambda: last.isVisible() and last.y() > 0 and area.verticalScrollBar().maximum() > 0)
    program.until(lambda: inner.height() - last.geometry().bottom() < 40)


def test_settings_on_a_small_screen_cut_no_card_and_no_name_of_a_section(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    program.until(lambda: bool(page.sections))
    page.setFixedSize(855, 300)
    program.until(lambda: page._names.verticalScrollBar().maximum() > 0)
    assert page._names.isVisible()
    page.setFixedSize(727, 300)  # as wide as it is with the sidebar's names at 911
    program.until(lambda: not page._names.isVisible())
    program.until(lambda: page._area.viewport().width() > 600)
    assert page.box.isVisible()
    assert page._area.horizontalScrollBar().maximum() == 0
    assert max(section.minimumSizeHint().width() for section in page.sections.values()) <= page._area.viewport().width()


@pytest.mark.parametrize("typed", ["", "passphrase"])
def test_settings_on_a_small_screen_have_room_for_all_that_explains_them(
    opened: ShopWindow, program: Program, typed: str
) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    program.until(page.is_whole)
    opened.window.resize(911, 512)
    page.box.setText(typed)

    def out_of_shape() -> list[str]:
        shown = [section for section in page.sections.values() if not section.isHidden()]
        rows = [row for section in shown for row in section.rows if not row.isHidden() and row.hasHeightForWidth()]
        wrong = [one.label for one in rows if one.height() != one.heightForWidth(one.width())]
        return wrong + [one.key for one in shown if one.height() != one.heightForWidth(one.width())]

    program.until(lambda: out_of_shape() == [])


def test_a_conflict_is_said_beside_the_button(opened: ShopWindow, program: Program) -> None:
    opened.link.run(rename, 1, "Taobao B")
    opened.link.run(rename, 1, "Taobao C")
    page = visit(program, opened, "history", HistoryPage)
    choose(program, page, "Rename a channel to Taobao B")
    program.until(lambda: page.panel.button is not None and page.panel.button.isVisible())
    program.quiet(opened)  # the panel is filled anew with the last answer, its button too
    assert page.panel.button is not None
    program.bot.mouseClick(page.panel.button, Qt.MouseButton.LeftButton)
    program.until(lambda: "changed the same thing later" in said(page.panel))


def test_history_finds_steps_and_says_when_nothing_fits(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "history", HistoryPage)
    program.until(lambda: len(page.lines.lines()) == 5)
    program.bot.keyClicks(page.box, "set up")
    program.until(lambda: [line.text for line in page.lines.lines()] == ["Set up the shop Camellia"])
    program.bot.keyClicks(page.box, "zzz")
    program.until(lambda: "No step contains these words." in said(page))


def test_the_print_log_prints_again(opened: ShopWindow, program: Program) -> None:
    opened.link.run(log_print, PrintKind.PICK_LIST, [1, 2], "A4")
    page = visit(program, opened, "history", HistoryPage)
    page.opened(view="prints")
    program.until(lambda: len(page.lines.lines()) == 1 and page.lines.lines()[0].text.startswith("Pick list PK-"))
    page.view.setCurrentIndex(page.lines.index(0))
    assert page.prints.isVisible()
    program.bot.mouseClick(page.prints.again, Qt.MouseButton.LeftButton)
    program.until(lambda: opened.window.findChild(PreviewDialog) is not None)
    preview = opened.window.findChild(PreviewDialog)
    assert preview is not None
    preview.close()


def test_a_final_step_says_why_it_cannot_be_undone(opened: ShopWindow, program: Program) -> None:
    opened.link.run(log_print, PrintKind.PICK_LIST, [1], "A4")
    page = visit(program, opened, "history", HistoryPage)
    program.until(lambda: bool(page.lines.lines()) and page.lines.lines()[0].state == ("Final", "violet"))
    page.view.setCurrentIndex(page.lines.index(0))
    program.until(lambda: "Cannot be undone: it was printed or handed out." in said(page.panel))
    assert page.panel.button is None


# --- Settings -----------------------------------------------------------------------------------------


def test_a_setting_is_saved_at_once_and_undo_shows(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    field = shown_row(page, "Thank-you line").control
    assert isinstance(field, QLineEdit)
    program.bot.keyClicks(field, "Thank you")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        program.bot.keyClick(field, Qt.Key.Key_Return)
    program.until(lambda: opened.link.undo_text() == "Change the setting “Thank-you line”")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        opened.window.registry.trigger("edit.undo")

    def is_empty() -> bool:
        control = shown_row(page, "Thank-you line").control
        return isinstance(control, QLineEdit) and not control.text()

    program.until(is_empty)


def test_settings_opened_for_the_first_time_go_to_the_section_that_is_wanted(
    opened: ShopWindow, program: Program
) -> None:
    opened.window.resize(1366, 768)
    opened.window.navigate("settings", section="backups")
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    bar = page._area.verticalScrollBar()
    program.until(lambda: bar.value() > 0)
    program.quiet(opened)
    assert bar.value() == page.sections["backups"].y()


def test_the_notice_of_the_demo_stays_away_once_it_was_closed(opened: ShopWindow, program: Program) -> None:
    opened.link.run(settings.change, settings.IS_DEMO.key, True)
    program.until(lambda: "demo shop" in said(opened.window))
    opened.hide_demo_notice()
    opened.link.run(settings.change, settings.SHOP_NAME.key, "Camellia too")
    program.until(lambda: opened.facts.name == "Camellia too")
    assert "demo shop" not in said(opened.window)


def test_settings_are_found_by_their_words(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    program.bot.keyClicks(page.box, "mask")
    shown = [row.label for section in page.sections.values() for row in section.rows if row.isVisible()]
    assert shown == ["Mask the receiver", "Mask people on screen"]
    page.box.setText("password")  # the word she has for it, though the row has another
    shown = [section.key for section in page.sections.values() if section.isVisible()]
    assert shown == ["lock", "backups"]
    page.box.setText("zzzz")
    program.until(lambda: "No setting contains these words." in said(page))
    page.box.clear()
    assert all(section.isVisible() for section in page.sections.values())


def test_nothing_of_a_page_stays_in_the_language_before(opened: ShopWindow, program: Program) -> None:
    products = visit(program, opened, "products", ProductsPage)
    unlinked = products.unlinked
    box = unlinked.listing.bar.box  # the list is made
    found = visit(program, opened, "settings", SettingsPage)
    i18n.set_language("zh_CN")
    program.until(lambda: found.header.title.text() == i18n.translate("Settings") != "Settings")
    found.box.setText("zzzz")
    program.until(lambda: i18n.translate("No setting contains these words.") in said(found))
    assert "Nothing fits" not in said(found)
    program.until(lambda: products.header.title.text() == i18n.translate("Products") != "Products")
    buttons = (unlinked.link_chosen.text(), unlinked.create_chosen.text())
    shown = (*buttons, unlinked.empty.title.text(), box.placeholderText())
    english = ("Link…", "Create", "Every code has a product", "Filter these rows")
    assert shown == tuple(i18n.translate(words) for words in english)


def test_settings_are_found_by_english_words_too_and_by_names_typed_together(
    opened: ShopWindow, program: Program
) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    i18n.set_language("zh_CN")
    found = {}
    for typed in ("U\u76d8", "USB", "theme", "password"):
        page.box.setText(typed)
        found[typed] = [section.key for section in page.sections.values() if section.isVisible()]
    assert found == {"U\u76d8": ["backups"], "USB": ["backups"], "theme": ["looks"], "password": ["lock", "backups"]}


def test_settings_are_found_by_pinyin_and_its_initials(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    i18n.set_language("zh_CN")

    def shown() -> list[str]:
        return [section.key for section in page.sections.values() if section.isVisible()]

    page.box.setText("beifen")
    program.until(lambda: shown() == ["backups"])  # once the tables of pinyin are read
    page.box.setText("zxkq")
    assert not shown()
    page.box.setText("yyhwg")
    assert shown() == ["looks"]


def test_an_empty_history_leads_to_the_import(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "history", HistoryPage)
    page.lines.set_lines([], has_more=False)
    page._show_list_or_reason()
    there(page.stack.currentWidget()).findChildren(Button)[0].click()
    program.until(lambda: (page := opened.window.page("import")) is not None and page.isVisible())


def test_the_currency_is_found_by_its_everyday_name(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    i18n.set_language("zh_CN")
    program.until(page.is_whole)
    page.box.setText("\u8d27\u5e01")
    assert [section.key for section in page.sections.values() if section.isVisible()] == ["shop"]


def test_another_language_comes_section_by_section_and_what_is_read_stays(opened: ShopWindow, program: Program) -> None:
    opened.window.resize(1366, 768)
    page = visit(program, opened, "settings", SettingsPage)
    before = dict(page.sections)
    page._go("looks")
    place = page._area.verticalScrollBar().value() - before["looks"].y()
    there(before["looks"].rows[0].control).setFocus()
    i18n.set_language("zh_CN")
    assert not page.is_whole(), "the window waited for all sections"
    program.until(page.is_whole)
    after = page.sections
    assert list(after) == list(before)
    assert not set(after.values()) & set(before.values())
    assert after["looks"].rows[0].control is QApplication.focusWidget()
    assert page._area.verticalScrollBar().value() - after["looks"].y() == place
    assert page.health.isVisible()
    assert page.backups.isVisible()


def test_language_and_theme_are_chosen_in_the_settings(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    field = shown_row(page, "Appearance").control
    assert isinstance(field, Choice)
    field.setFocus()
    program.bot.keyClick(field, Qt.Key.Key_Down)
    assert program.preferences.theme in ("light", "dark", "system")
    choose_language("zh_CN")
    program.quiet(opened)
    assert isinstance(shown_row(page, "语言").control, Choice)
    choose_language("en")


def test_channels_are_added_and_a_taken_name_is_refused(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    button = shown_row(page, "New channel").control
    assert button is not None
    program.until(lambda: not button.rect().isEmpty())  # it is laid out by the next turn of the event loop
    program.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    card = opened.window.findChild(NewChannel)
    assert card is not None
    program.bot.keyClicks(card.name, "Taobao A")
    program.bot.keyClick(card.name, Qt.Key.Key_Return)
    program.until(lambda: "it is taken" in said(card))
    card.name.setText("Taobao Z")
    with program.bot.waitSignal(card.accepted, timeout=WAIT):
        program.bot.keyClick(card.name, Qt.Key.Key_Return)
    asked = opened.link.ask(channels)
    program.until(asked.future.done)
    assert [channel.name for channel in asked.future.result()] == ["Taobao A", "Taobao Z"]


def test_my_data_is_checked_with_progress_and_a_report(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    page.health.start()
    assert page.health.is_running()
    program.until(lambda: page.health.findings is not None)
    assert page.health.findings == ()
    program.until(lambda: "Everything holds." in said(page.health))
    report = tmp_path / "report.txt"
    page.health.write_report(report)
    words = report.read_text(encoding="utf-8")
    assert "Everything holds." in words
    assert "SQLite " in words
    assert str(tmp_path.parent) not in words, "a path names whose computer it is"


def test_a_report_names_a_file_without_its_folder(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    left = tmp_path / ".camellia.shop.part"
    page.health.take((Finding("files.unfinished", message("Left over."), (str(left),)),))
    program.until(lambda: str(left) in said(page.health))
    page.health.write_report(tmp_path / "report.txt")
    words = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert left.name in words
    assert str(tmp_path) not in words


def test_a_report_names_no_file_as_its_owner_did(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    page.health.take((Finding("files.missing", message("Not there."), ("AS-1: 张三身份证.jpg",)),))
    program.until(lambda: "张三身份证.jpg" in said(page.health))
    page.health.write_report(tmp_path / "report.txt")
    words = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "AS-1" in words
    assert "张三" not in words


def test_findings_are_listed_and_derived_data_can_be_repaired(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    days = tuple(f"2026-11-{day:02}" for day in range(1, 21))
    page.health.take((Finding("projection.daily_sales", message("The totals differ."), days),))
    program.until(lambda: "The totals differ." in said(page.health))
    assert ", ".join(days) in said(page.health)
    program.bot.mouseClick(page.health.repair_button, Qt.MouseButton.LeftButton)
    program.until(lambda: page.health.findings == ())


def test_lost_files_are_fetched_from_the_backups_on_request(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    page.health.take((Finding("files.missing", message("Not there."), ("A1: photo.jpg",)),))
    program.until(lambda: "A1: photo.jpg" in said(page.health))
    program.until(lambda: not page.health.fetch_button.rect().isEmpty())
    program.bot.mouseClick(page.health.fetch_button, Qt.MouseButton.LeftButton)
    program.until(lambda: page.health.findings == ())


def test_about_names_the_versions(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    labels = [row.label for row in page.sections["about"].rows]
    assert {"Zhanggui", "Python", "SQLite"} <= set(labels)


def test_when_to_buy_again_is_set_in_whole_days(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "settings", SettingsPage)
    row = shown_row(page, "Safety days")
    field = row.control
    assert isinstance(field, QLineEdit)
    assert field.text() == "5"
    field.selectAll()
    program.bot.keyClicks(field, "4000")
    program.bot.keyClick(field, Qt.Key.Key_Return)
    assert "it must be 0 to 365" in row.remark.text()
    field.selectAll()
    program.bot.keyClicks(field, "9")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        program.bot.keyClick(field, Qt.Key.Key_Return)
    program.until(lambda: opened.link.undo_text() == "Change the setting “Safety days”")
