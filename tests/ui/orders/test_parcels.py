"""Merging, splitting, part shipments and what the list, the panel and the hint say of parcels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from services import clock
from services.fulfilment.closing import close
from services.fulfilment.queries import packing_lists
from services.fulfilment.travelling import parcels_of
from services.orders.entering import LineDraft, OrderDraft, add
from services.orders.one_order import OrderDetail, detail
from services.orders.queries import ids_of
from services.settings import MASK_SCREEN, change
from services.shop import Shop
from services.types import OrderStatus
from tests.ui.orders.conftest import NOON, Person
from tests.ui.orders.test_changes import undo, words
from ui.dialogs.dialog import Dialog
from ui.pages.orders.merge_dialog import MergeDialog
from ui.pages.orders.parcel_part import ParcelPart
from ui.pages.orders.split_dialog import SplitDialog
from ui.widgets.fields import text_field
from ui.widgets.pill import Pill

TWINS = ("T1", "T2")
TRIPLET = "T3"


@pytest.fixture
def twins(shop: Shop) -> None:
    """Two orders of one buyer to one address with notes on both, and one of three pieces."""
    for place, number in enumerate((*TWINS, TRIPLET)):
        clock.set_source(partial(lambda hours: NOON - timedelta(hours=hours), place))
        buyer = "何晓雨" if number in TWINS else "罗文"
        draft = OrderDraft(
            1,
            (LineDraft("亚麻围裙", 3 if number == TRIPLET else 1, code="WQ-YM", variant="燕麦色", price_minor=12900),),
            external_no=number,
            buyer=buyer,
            receiver=buyer,
            phone="13811112222" if number in TWINS else "13933334444",
            address="上海市徐汇区漕溪路9号" if number in TWINS else "浙江省杭州市西湖区文三路2号",
            buyer_note=f"note of {number}",
        )
        shop.run(add, draft)
    clock.set_source(lambda: NOON)


@pytest.fixture
def sitting(request: pytest.FixtureRequest, sit_down: Callable[..., Person]) -> Person:
    """Somebody in front of the window once these orders are in the shop."""
    request.getfixturevalue("twins")
    return sit_down()


def order(person: Person, number: str) -> OrderDetail:
    found: OrderDetail = person.stored(detail, person.stored(ids_of, (number,))[number][0])
    return found


def parcels(person: Person, *numbers: str) -> Any:
    known = person.stored(ids_of, numbers)
    return person.stored(parcels_of, [known[number][0] for number in numbers])


def merge_twins(person: Person) -> None:
    person.tick(*(person.row_of(number) for number in TWINS))
    person.press("One parcel", person.page.bulk)
    person.confirm("Merge")
    person.until(lambda: len(parcels(person, *TWINS)) == 1)


def open_panel(person: Person, number: str) -> list[ParcelPart]:
    person.page.open_detail(order(person, number).id)
    person.until(lambda: person.page.detail.order is not None and person.page.detail.order.external_no == number)
    person.until(lambda: shown_parcels(person) and shown_parcels(person)[-1].height() > 60)  # laid out
    return shown_parcels(person)


def shown_parcels(person: Person) -> list[ParcelPart]:
    return [part for part in person.page.detail.findChildren(ParcelPart) if part.isVisible()]


def split_triplet(person: Person, now: int, reason: str = "") -> None:
    person.page.deeds.travelling.split([order(person, TRIPLET).id])
    dialog = person.dialog(SplitDialog)
    (field,) = dialog.counts.values()
    field.setValue(now)
    if reason:
        dialog.keep.setChecked(True)
        dialog.reason.setText(reason)
    person.press("Split", dialog)
    person.until(lambda: len(parcels(person, TRIPLET)) == 2)


def test_the_hint_leads_to_suggestions_with_reasons_and_every_note(sitting: Person) -> None:
    person = sitting
    person.until(lambda: person.page.hint.isVisible())
    assert "2 orders could travel together" in words(person.page.hint)
    person.press("Look at them", person.page.hint)
    dialog = person.dialog(MergeDialog)
    person.until(lambda: len(dialog.groups) == 1)
    said = words(dialog)
    for part in ("T1", "T2", "note of T1", "note of T2", "same address", "same buyer", "same phone", "上海市徐汇区"):
        assert part in said
    assert "漕溪路" not in said
    person.press("Merge", dialog.groups[0])
    person.until(lambda: len(parcels(person, *TWINS)) == 1)
    person.until(lambda: dialog.groups == [])
    person.press("Close", dialog)
    person.until(lambda: not person.page.hint.isVisible())
    undo(person, "Send 2 orders in one parcel")
    person.until(lambda: parcels(person, *TWINS) == ())


def test_suggestions_show_people_where_the_settings_do(sitting: Person) -> None:
    person = sitting
    person.link.run(change, MASK_SCREEN.key, value=False)
    person.until(lambda: not person.link.home.is_masked())
    person.page.deeds.travelling.suggest()
    dialog = person.dialog(MergeDialog)
    person.until(lambda: len(dialog.groups) == 1)
    assert "漕溪路" in words(dialog)


def test_all_ticked_suggestions_are_merged_as_one_step(sitting: Person) -> None:
    person = sitting
    person.view.setFocus()
    person.page.deeds.travelling.suggest()
    dialog = person.dialog(MergeDialog)
    person.until(lambda: dialog.go.isEnabled())
    person.press("Merge 1 group", dialog)
    person.no_dialog()
    person.until(lambda: person.text(person.row_of("T1"), "parcels") == "+1")
    undo(person, "Make 1 parcel")
    person.until(lambda: person.text(person.row_of("T1"), "parcels") == "")


def test_ticked_orders_are_merged_after_their_notes_were_shown(sitting: Person) -> None:
    person = sitting
    person.tick(*(person.row_of(number) for number in TWINS))
    person.press("One parcel", person.page.bulk)
    question = person.dialog(Dialog)
    assert question.title.text() == "Send 2 orders in one parcel?"
    assert "note of T1" in words(question)
    assert "note of T2" in words(question)
    assert "not the same" not in words(question)
    person.confirm("Merge")
    person.until(lambda: len(parcels(person, *TWINS)) == 1)
    undo(person, "Send 2 orders in one parcel")
    person.until(lambda: parcels(person, *TWINS) == ())


def test_merging_strangers_is_warned_of(sitting: Person) -> None:
    person = sitting
    person.tick(person.row_of("T1"), person.row_of(TRIPLET))
    person.press("One parcel", person.page.bulk)
    assert "not the same in all of them" in words(person.dialog(Dialog))
    person.press("Cancel", person.dialog(Dialog))
    assert parcels(person, "T1") == ()


def test_the_panel_shows_who_travels_along_and_leads_there(sitting: Person) -> None:
    person = sitting
    merge_twins(person)
    (part,) = open_panel(person, "T1")
    assert "Travels with 1 other order:" in words(part)
    assert list(part.others) == [order(person, "T2").id]
    person.press("T2", part)
    person.until(lambda: person.page.detail.order is not None and person.page.detail.order.external_no == "T2")
    person.until(lambda: person.view.current_row() == person.row_of("T2"))
    person.until(lambda: shown_parcels(person) and shown_parcels(person)[-1].height() > 60)
    person.press("Take apart", shown_parcels(person)[0])
    person.until(lambda: parcels(person, *TWINS) == ())
    undo(person, "Take 1 parcel apart")
    person.until(lambda: len(parcels(person, *TWINS)) == 1)


def test_an_order_is_split_part_shipped_and_stays_to_ship(sitting: Person) -> None:
    person = sitting
    split_triplet(person, 1, "comes on Friday")
    first, rest = open_panel(person, TRIPLET)
    assert "Parcel 1 of 2" in words(first)
    assert "Kept back: comes on Friday" in words(rest)
    person.press("Mark as shipped", first)
    person.until(lambda: order(person, TRIPLET).is_part_shipped)
    person.until(lambda: person.text(person.row_of(TRIPLET), "status").startswith("Part shipped"))
    person.until(lambda: person.page.detail.pill.word() == "Part shipped")
    person.click_tab("to_ship")
    assert TRIPLET in person.texts("external_no")
    person.until(lambda: len(shown_parcels(person)) == 2)
    person.press("Let it go", shown_parcels(person)[1])
    person.until(lambda: parcels(person, TRIPLET)[1].hold_note is None)
    person.until(lambda: len(shown_parcels(person)) == 2 and "Kept back" not in words(person.page.detail))
    for toast in person.toasts():  # the first parcel's would be taken for the second's
        toast.dismiss()
    person.until(lambda: not person.toasts())
    person.press("Mark as shipped", shown_parcels(person)[1])
    person.until(lambda: order(person, TRIPLET).status is OrderStatus.SHIPPED)
    undo(person, "Send 1 parcel")
    person.until(lambda: order(person, TRIPLET).is_part_shipped)


def test_a_split_needs_something_now_and_something_later(sitting: Person) -> None:
    person = sitting
    person.page.deeds.travelling.split([order(person, TRIPLET).id])
    dialog = person.dialog(SplitDialog)
    assert not dialog.go.isEnabled()
    (field,) = dialog.counts.values()
    assert field.maximum() == 3
    field.setValue(3)
    assert not dialog.go.isEnabled()
    field.setValue(2)
    assert "2 pieces go now, 1 later." in words(dialog)
    person.press("Split", dialog)
    undo(person, "Split the order T3")
    person.until(lambda: parcels(person, TRIPLET) == ())
    person.page.deeds.travelling.split([order(person, "T1").id])
    person.said("only one piece")


def test_a_parcel_is_kept_back_with_a_reason_and_gets_its_number(sitting: Person) -> None:
    person = sitting
    merge_twins(person)
    (part,) = open_panel(person, "T1")
    person.press("Tracking no.", part)
    dialog = person.dialog(Dialog)
    dialog.findChildren(type(text_field()))[0].setText("ZT123456789")
    person.press("Enter", dialog)
    person.until(lambda: {order(person, number).tracking_no for number in TWINS} == {"ZT123456789"})
    person.until(lambda: "ZT123456789" in words(person.page.detail))
    person.press("Keep back", shown_parcels(person)[0])
    dialog = person.dialog(Dialog)
    dialog.findChildren(type(text_field()))[0].setText("waits for the gift")
    person.press("Keep back", dialog)
    person.until(lambda: parcels(person, *TWINS)[0].hold_note == "waits for the gift")
    undo(person, "Keep 1 parcel back")
    person.until(lambda: parcels(person, *TWINS)[0].hold_note is None)


@pytest.mark.exhaustive
def test_parcels_of_ticked_orders_are_taken_apart(sitting: Person) -> None:
    person = sitting
    merge_twins(person)
    person.page.deeds.travelling.take_apart()
    person.until(lambda: parcels(person, *TWINS) == ())
    person.page.deeds.travelling.take_apart()
    person.said("in no parcel")


@pytest.mark.exhaustive
def test_an_order_is_split_from_the_menu_of_its_panel(sitting: Person) -> None:
    person = sitting
    person.page.open_detail(order(person, TRIPLET).id)
    person.until(lambda: person.page.detail.order is not None and person.page.detail.order.external_no == TRIPLET)
    person.press("More actions", person.page.detail)
    person.choose("Split the order…")
    dialog = person.dialog(SplitDialog)
    next(iter(dialog.counts.values())).setValue(2)
    person.press("Split", dialog)
    person.until(lambda: [parcel.pieces for parcel in parcels(person, TRIPLET)] == [2, 1])


def test_part_shipped_orders_print_only_what_waits(sitting: Person) -> None:
    person = sitting
    split_triplet(person, 1)
    person.page.deeds.travelling.ship(parcels(person, TRIPLET)[0])
    person.until(lambda: order(person, TRIPLET).is_part_shipped)
    (paper,) = person.stored(packing_lists, [order(person, TRIPLET).id])
    assert ([line.quantity for line in paper.lines], paper.part, paper.parts) == ([2], 2, 2)


def test_a_packed_parcel_says_so_and_is_opened_again(sitting: Person) -> None:
    merge_twins(sitting)
    (parcel,) = parcels(sitting, *TWINS)
    sitting.link.run(close, [one.id for one in parcel.orders], parcel.id, "SF1000000001")
    sitting.until(lambda: parcels(sitting, *TWINS)[0].is_packed)
    (part,) = open_panel(sitting, TWINS[0])
    assert [one.word() for one in part.findChildren(Pill)] == ["Packed"]
    sitting.press("Open it again", part)
    sitting.until(lambda: not parcels(sitting, *TWINS)[0].is_packed)
    assert parcels(sitting, *TWINS)[0].tracking_no == "SF1000000001"
    undo(sitting, "Open the parcel of")
    sitting.until(lambda: parcels(sitting, *TWINS)[0].is_packed)
