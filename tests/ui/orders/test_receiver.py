"""Correcting who an order goes to, in the panel of the order."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from services import settings
from services.orders.commands import edit
from services.orders.one_order import OrderDetail, detail
from services.orders.queries import ids_of
from services.types import OrderStatus
from tests.ui.orders.conftest import Person
from tests.ui.sure import of, write
from ui.dialogs.dialog import Dialog
from ui.pages.orders.recipient_dialog import RecipientDialog

FIRST = "2611214926554800"


def order(person: Person, number: str = FIRST) -> OrderDetail:
    found: OrderDetail = person.stored(detail, person.stored(ids_of, (number,))[number][0])
    return found


def opened(person: Person) -> RecipientDialog:
    person.page.open_detail(order(person).id)
    person.until(lambda: person.page.detail.order is not None and person.page.detail.order.external_no == FIRST)
    person.press("Edit…", person.page.detail)
    return person.dialog(RecipientDialog)


def test_a_field_is_corrected_and_undone(person: Person) -> None:
    before = order(person)
    form = opened(person)
    assert form.text_of("address") == before.address
    street = of(QLineEdit, form.rows["address"].field)
    street.clear()
    QTest.keyClicks(street, "Wensan Road 2")
    form.save.click()
    person.no_dialog()
    assert order(person).address == "Wensan Road 2"
    assert order(person).receiver == before.receiver
    person.shop.submit_undo().result(10)
    assert order(person).address == before.address


def test_what_the_buyer_wrote_fills_the_fields(person: Person) -> None:
    form = opened(person)
    form.pasted.field.setPlainText("李雷 13912345678 广东省深圳市南山区科技园路8号3栋")
    form.save.click()
    person.no_dialog()
    found = order(person)
    assert (found.receiver, found.phone, found.city, found.district) == ("李雷", "13912345678", "深圳市", "南山区")


def test_nothing_changed_writes_nothing(person: Person) -> None:
    form = opened(person)
    before = order(person).version
    form.save.click()
    person.no_dialog()
    assert order(person).version == before


def test_an_order_that_was_changed_meanwhile_is_not_overwritten(person: Person) -> None:
    form = opened(person)
    person.shop.submit(edit, order(person).id, {"address": "somewhere else"}).result(10)
    write(form.rows["receiver"], "Somebody")
    form.save.click()
    person.until(lambda: form.failure.isVisible() or person.errors)
    assert order(person).receiver != "Somebody"
    form.reject()
    person.until(lambda: not form.isVisible() or isinstance(person.dialog(Dialog), Dialog))


@pytest.mark.parametrize("address", ["", "文三路1号"])
def test_an_odd_address_that_is_corrected_goes_on(person: Person, address: str) -> None:
    person.shop.submit(settings.change, "hold.address", True).result(10)
    odd = {"province": None, "city": None, "district": None, "address": address or None}
    person.shop.submit(edit, order(person).id, odd).result(10)
    assert order(person).status is OrderStatus.PAID
    form = opened(person)
    form.pasted.field.setPlainText("李雷 13912345678 广东省深圳市南山区科技园路8号3栋")
    form.save.click()
    person.no_dialog()
    person.until(lambda: order(person).hold_code is None)
