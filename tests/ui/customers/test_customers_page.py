"""The Customers page, driven as a person drives it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from services import clock
from services.customers import commands
from services.customers.overview import overview
from services.customers.queries import detail
from services.kernel.table_query import TableRequest
from services.privacy.backups import holding
from services.types import Filter
from tests.services.customers.buying import DAY, buy
from tests.ui.imports.window import Desk
from tests.ui.sure import of, sheet_of, there
from ui.dialogs.overlay import open_overlay
from ui.dialogs.still_held import HeldDialog
from ui.pages.customers.actions import row_menu, segments_menu
from ui.pages.customers.dialogs import (
    BlacklistDialog,
    ContactDialog,
    CutsDialog,
    FactsDialog,
    FinishDialog,
    FollowUpDialog,
    SegmentDialog,
    TagsDialog,
)
from ui.pages.customers.erasing import EraseDialog
from ui.pages.customers.joining import JoinDialog
from ui.pages.customers.noted import NotedLine
from ui.pages.customers.page import CustomersPage

PHONE, STREET = "13912349591", "Wen San Road 508"


def filled(desk: Desk) -> CustomersPage:
    """Anna bought three times, Bert once in each of two channels, and the page shows them."""
    from services.channels.commands import add as add_channel
    from services.types import Platform

    channel = desk.run(add_channel, "Taobao A", Platform.TAOBAO).value
    other = desk.run(add_channel, "Pinduoduo B", Platform.PINDUODUO).value
    anna = {"channel_id": channel, "buyer": "anna_1988", "receiver": "Anna Lindqvist", "phone": PHONE,
            "address": STREET, "status": "completed", "paid_minor": 5000}  # fmt: skip
    bert = {"buyer": "bert_77", "receiver": "Bert", "phone": "13800001111", "status": "completed"}
    ago = (clock.now().date() - DAY).days
    rows = [anna | {"day": ago - days, "external_no": f"A{days}"} for days in (0, 10, 24)]
    rows += [bert | {"channel_id": one, "external_no": f"B{one}", "day": ago - 100} for one in (channel, other)]
    desk.run(buy, rows)
    page = desk.page("customers")
    assert isinstance(page, CustomersPage)
    desk.wait(lambda: page.known.overview is not None and page.table.model.rowCount() == 3)
    return page


def shown_names(page: CustomersPage) -> list[str]:
    cells = [page.table.model.cell(row, 1) for row in range(page.table.model.rowCount())]
    return [cell.text for cell in cells if cell is not None]


def opened(desk: Desk, page: CustomersPage, row: int = 0) -> int:
    """Open the customer of a row at the right."""
    desk.wait(lambda: page.table.model.row_id(row) is not None)
    number = page.table.model.row_id(row)
    assert number is not None
    page.table.view.open_row(row)
    desk.wait(lambda: page.panel.isVisible() and page.panel.shown is not None and there(page.panel.shown).id == number)
    return int(number)


def card(desk: Desk, page: CustomersPage, kind: type[Any], what: str, number: object = None) -> Any:
    """Choose something on the panel; the card it opens."""
    page.panel.wanted.emit(what, number)
    desk.wait(lambda: isinstance(open_overlay(desk.window), kind))
    return open_overlay(desk.window)


def fill(dialog: Any, **texts: str) -> None:
    for name, text in texts.items():
        dialog.rows[name].field.setText(text)
    dialog.save.click()


def test_people_are_masked_until_asked_for_and_again_after(desk: Desk) -> None:
    page = filled(desk)
    desk.wait(lambda: shown_names(page) == ["a***", "b***", "b***"])
    opened(desk, page)
    assert all("Lindqvist" not in words and PHONE not in words and STREET not in words for words in words_of(page))
    page.panel.reveal.click()
    desk.wait(lambda: shown_names(page)[0] == "anna_1988")
    assert any(STREET in words for words in words_of(page))
    page._masks_again.timeout.emit()
    desk.wait(lambda: shown_names(page)[0] == "a***")


def words_of(page: CustomersPage) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in page.panel.findChildren(QLabel) if not label.isHidden()]


def test_the_panel_says_what_a_customer_comes_to(desk: Desk) -> None:
    page = filled(desk)
    opened(desk, page)
    shown = page.panel.shown
    assert shown is not None
    assert (shown.orders, shown.net_minor) == (3, 15_000)
    assert shown.next_purchase.expected_on == clock.now().date() + timedelta(days=10)
    assert any("Mug" in words for words in words_of(page))


def test_notes_talks_follow_ups_and_tags_are_written_from_the_panel_and_taken_back(desk: Desk) -> None:
    page = filled(desk)
    anna = opened(desk, page)
    fill(card(desk, page, FactsDialog, "edit"), birthday="3-15", note="Likes blue")
    desk.wait(lambda: there(page.panel.shown).birthday == "03-15")
    fill(card(desk, page, ContactDialog, "contact"), text="Asked for a lid")
    desk.wait(lambda: len(there(page.panel.shown).contacts) == 1)
    fill(card(desk, page, FollowUpDialog, "plan"), text="Tell her", due=clock.now().date().isoformat())
    desk.wait(lambda: len(there(page.panel.shown).follow_ups) == 1)
    fill(card(desk, page, TagsDialog, "tag"), add="regular, gifts")
    desk.wait(lambda: there(page.panel.shown).tags == ("regular", "gifts"))
    page.table.open(TableRequest(view="follow_ups"))
    desk.wait(lambda: page.table.model.rowCount() == 1)
    for _step in range(4):
        desk.undo()
    assert desk.ask(detail, anna).tags == ()
    assert desk.ask(detail, anna).birthday is None


@pytest.mark.exhaustive
def test_a_talk_begun_from_the_palette_is_with_the_ticked_customer(desk: Desk) -> None:
    page = filled(desk)
    anna = opened(desk, page)
    ticked = page.table.model.row_id(1)
    page.table.model.selection.set_ranges([(1, 1)])
    page.deeds.with_one("plan")
    desk.wait(lambda: isinstance(open_overlay(desk.window), FollowUpDialog))
    fill(open_overlay(desk.window), text="Tell him", due=clock.now().date().isoformat())
    assert ticked is not None
    assert ticked != anna
    desk.wait(lambda: [one.text for one in desk.ask(detail, int(ticked)).follow_ups] == ["Tell him"])
    assert desk.ask(detail, anna).follow_ups == ()


def test_with_no_customer_a_talk_says_how_to_name_one(desk: Desk) -> None:
    page = filled(desk)
    page.table.open(TableRequest(search="nobody at all"))
    desk.wait(lambda: page.table.model.rowCount() == 0)
    page.deeds.with_one("contact")
    desk.wait(lambda: "Open a customer, or choose a row, first." in desk.shown())


def noted(desk: Desk, page: CustomersPage, number: int = 0) -> NotedLine:
    """A talk, follow-up or coupon of the panel, from above, once it stands there."""
    desk.wait(lambda: len(lines(page)) > number)
    return lines(page)[number]


def lines(page: CustomersPage) -> list[NotedLine]:
    return [one for one in page.panel.findChildren(NotedLine) if one.isVisible()]


def choose(line: NotedLine, words: str) -> None:
    """An entry of the menu behind the dots."""
    next(action for action in line.menu().actions() if action.text() == words).trigger()


def test_a_follow_up_is_moved_changed_and_removed_where_it_stands(desk: Desk) -> None:
    page = filled(desk)
    anna = opened(desk, page)
    today = clock.now().date()
    fill(card(desk, page, FollowUpDialog, "plan"), text="Tell her", due=today.isoformat())
    desk.wait(lambda: len(there(page.panel.shown).follow_ups) == 1)
    choose(noted(desk, page), "Move to tomorrow")
    desk.wait(lambda: there(page.panel.shown).follow_ups[0].due_on == page._link.home.today() + timedelta(days=1))
    noted(desk, page).more.setFocus()
    desk.qtbot.keyClick(noted(desk, page).more, Qt.Key.Key_F2)
    desk.wait(lambda: isinstance(open_overlay(desk.window), FollowUpDialog))
    dialog: Any = open_overlay(desk.window)
    assert dialog.rows["text"].field.text() == "Tell her"
    fill(dialog, text="Tell her about lids", due="")
    assert dialog.rows["due"].problem()
    fill(dialog, due="2030-01-31")
    desk.wait(lambda: there(page.panel.shown).follow_ups[0].text == "Tell her about lids")
    desk.qtbot.keyClick(noted(desk, page).more, Qt.Key.Key_Delete)
    desk.wait(lambda: there(page.panel.shown).follow_ups == ())
    desk.undo()
    desk.wait(lambda: [one.due_on.year for one in there(page.panel.shown).follow_ups] == [2030])
    assert len(desk.ask(detail, anna).follow_ups) == 1


def test_a_talk_is_corrected_and_removed_where_it_stands(desk: Desk) -> None:
    page = filled(desk)
    opened(desk, page)
    ago = page._link.home.today() - timedelta(days=3)
    dialog = card(desk, page, ContactDialog, "contact")
    fill(dialog, text="Asked for a lid", day="2999-01-01")
    assert dialog.rows["day"].problem()
    fill(dialog, day=ago.isoformat())
    desk.wait(lambda: len(there(page.panel.shown).contacts) == 1)
    (talk,) = there(page.panel.shown).contacts
    assert clock.business_day(talk.happened_at, there(page.panel.shown).zone) == ago
    choose(noted(desk, page), "Edit…")
    desk.wait(lambda: isinstance(open_overlay(desk.window), ContactDialog))
    fill(open_overlay(desk.window), text="Asked for two lids")
    desk.wait(lambda: there(page.panel.shown).contacts[0].text == "Asked for two lids")
    assert there(page.panel.shown).contacts[0].happened_at == talk.happened_at
    choose(noted(desk, page), "Remove")
    desk.wait(lambda: there(page.panel.shown).contacts == ())
    desk.undo()
    desk.wait(lambda: len(there(page.panel.shown).contacts) == 1)


@pytest.mark.exhaustive
def test_a_follow_up_and_a_coupon_are_not_done_after_all(desk: Desk) -> None:
    page = filled(desk)
    anna = opened(desk, page)
    desk.run(commands.plan_follow_up, anna, "Tell her", page._link.home.today())
    desk.run(commands.give_coupon, [anna], "10 off")
    desk.wait(lambda: len(lines(page)) == 2)
    there(noted(desk, page, 1).step).click()
    desk.wait(lambda: there(page.panel.shown).coupons[0].used_on is not None)
    choose(noted(desk, page, 1), "Not used after all")
    desk.wait(lambda: there(page.panel.shown).coupons[0].is_open)
    there(noted(desk, page, 0).step).click()
    desk.wait(lambda: isinstance(open_overlay(desk.window), FinishDialog))
    fill(open_overlay(desk.window), result="Told")
    desk.wait(lambda: there(page.panel.shown).follow_ups[0].done_at is not None)
    choose(noted(desk, page, 0), "Not done after all")
    desk.wait(lambda: there(page.panel.shown).follow_ups[0].done_at is None)


def test_a_talk_is_noted_from_the_list(desk: Desk) -> None:
    page = filled(desk)
    desk.wait(lambda: page.table.model.row_id(0) is not None)
    anna = int(page.table.model.row_id(0) or 0)
    menu = row_menu(page, page.deeds, page.open_detail, anna)
    next(action for action in menu.actions() if action.text() == "Note a talk…").trigger()
    desk.wait(lambda: isinstance(open_overlay(desk.window), ContactDialog))
    fill(open_overlay(desk.window), text="Called about the lid")
    desk.wait(lambda: [one.text for one in desk.ask(detail, anna).contacts] == ["Called about the lid"])


def test_a_birthday_that_is_none_is_refused_at_its_field(desk: Desk) -> None:
    page = filled(desk)
    opened(desk, page)
    dialog = card(desk, page, FactsDialog, "edit")
    fill(dialog, birthday="2-31")
    desk.wait(lambda: bool(dialog.rows["birthday"].problem()))


def test_the_blacklist_asks_why_and_shows_it(desk: Desk) -> None:
    page = filled(desk)
    opened(desk, page)
    fill(card(desk, page, BlacklistDialog, "blacklist"), reason="Empty parcels")
    desk.wait(lambda: there(page.panel.shown).blacklist_reason == "Empty parcels")
    desk.wait(lambda: "On the blacklist: Empty parcels" in words_of(page))
    page.panel.wanted.emit("unblacklist", None)
    desk.wait(lambda: there(page.panel.shown).blacklist_reason is None)


def test_two_customers_are_joined_by_hand_and_taken_apart(desk: Desk) -> None:
    page = filled(desk)
    page.deeds.suggest()
    desk.wait(lambda: isinstance(page.deeds.dialog, JoinDialog) and len(page.deeds.dialog.cards) == 1)
    page.deeds.dialog.cards[0].join.click()
    desk.wait(lambda: page.table.model.rowCount() == 2 and page.deeds.dialog.cards == [])
    page.deeds.dialog.escape()
    row = next(row for row in range(2) if (cell := page.table.model.cell(row, 1)) is not None and cell.text == "b***")
    opened(desk, page, row)
    assert len(there(page.panel.shown).buyers) == 2
    page.panel.wanted.emit("unmerge", None)
    desk.wait(lambda: page.table.model.rowCount() == 3)


def test_a_segment_is_saved_and_opened_again(desk: Desk) -> None:
    page = filled(desk)
    page.table.open(TableRequest(view="repeat", filters=(Filter("bought", "contains", ("MUG",)),)))
    desk.wait(lambda: page.table.model.rowCount() == 1)
    page.deeds.save_segment()
    desk.wait(lambda: isinstance(open_overlay(desk.window), SegmentDialog))
    fill(page.deeds.dialog, name="Mug again")
    desk.wait(lambda: bool(there(page.known.overview).segments))
    page.table.open(TableRequest())
    desk.wait(lambda: page.table.model.rowCount() == 3)
    menu = segments_menu(page, page.deeds, there(page.known.overview).segments, page.open_segment)
    next(action for action in menu.actions() if action.text().startswith("Mug again")).trigger()
    desk.wait(lambda: page.table.model.rowCount() == 1)


def test_limits_are_changed_on_one_card(desk: Desk) -> None:
    page = filled(desk)
    page.deeds.edit_cuts()
    desk.wait(lambda: isinstance(page.deeds.dialog, CutsDialog))
    dialog = page.deeds.dialog
    fill(dialog, recency="1, 2")
    assert dialog.rows["recency"].problem()
    fill(dialog, recency="1, 2, 3, 4", risk="5", lapsed="50")
    desk.wait(
        lambda: there(page.known.overview).cuts.lapsed_days == 50 and there(page.known.overview).counts["lapsed"] == 2
    )
    page.table.open(TableRequest(view="lapsed"))
    desk.wait(lambda: page.table.model.rowCount() == 2)


def test_a_list_is_exported_and_a_person_is_given_out(desk: Desk, tmp_path: Path) -> None:

    from services.customers.exporting import export_customers

    page = filled(desk)
    out = tmp_path / "repeat.xlsx"
    assert desk.ask(export_customers, out) == 3
    assert sheet_of(out).max_row == 4
    anna = opened(desk, page)
    page.deeds.give_out_to(anna, tmp_path / "anna.zip")
    desk.wait((tmp_path / "anna.zip").exists)


def test_a_person_is_erased_with_a_word_of_warning_and_the_backups_are_named(desk: Desk) -> None:
    from services.backup.making import make

    page = filled(desk)
    future = page._link.shop._readers.submit(make, desk.shop)
    desk.wait(future.done)
    future.result()
    older = desk.shop.path.with_name(f"{desk.shop.path.stem}.before-restore-20200101-000000.shop")
    older.write_bytes(b"")
    opened(desk, page)
    dialog = card(desk, page, EraseDialog, "erase")
    assert any("cannot be taken back" in words for words in desk.shown())
    dialog.save.click()
    desk.wait(lambda: isinstance(open_overlay(desk.window), HeldDialog), seconds=40)
    held = of(HeldDialog, open_overlay(desk.window))
    assert b"Lindqvist" not in desk.shop.path.read_bytes()
    assert older.name in desk.shown()
    held.rewrite_button.click()
    desk.wait(lambda: open_overlay(desk.window) is None, seconds=40)
    assert desk.ask(holding) == ()
    page.deeds.look_through_backups()
    desk.wait(lambda: isinstance(open_overlay(desk.window), HeldDialog), seconds=40)
    assert "Erased people may be in older files" in desk.shown()
    assert "Write them anew" not in desk.shown()
    assert desk.ask(overview).counts["all"] == 3


def test_the_command_from_the_list_means_the_ticked_customers(desk: Desk) -> None:
    page = filled(desk)
    page.table.view.toggle_all()
    desk.wait(lambda: page.table.view.selected_count == 3 and page.bulk.isVisible())
    page.deeds.with_targets(page.deeds.tag)
    desk.wait(lambda: isinstance(open_overlay(desk.window), TagsDialog))
    fill(page.deeds.dialog, add="all")
    desk.wait(lambda: None not in map(page.table.model.row_id, range(3)))
    ids = [int(page.table.model.row_id(row) or 0) for row in range(3)]
    desk.wait(lambda: all(desk.ask(detail, one).tags == ("all",) for one in ids))
    page.table.open(TableRequest(filters=(Filter("tags", "contains", ("all",)),)))
    desk.wait(lambda: page.table.model.rowCount() == 3 and page.table.model.row_id(0) is not None)
    assert desk.ask(detail, page.table.model.row_id(0)).tags == ("all",)
    assert commands.tags_in("a, b") == ["a", "b"]
