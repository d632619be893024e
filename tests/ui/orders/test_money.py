"""What the panel of an order says of its money: discounts by whom, and what of a presale is still to be paid."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from models.orders import Order
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.types import OrderKind, OrderStatus
from tests.ui.orders.conftest import Person


@command("test.change_money", N_("Test: change an order's money"))
def change_money(uow: UnitOfWork, order_id: int, values: dict[str, Any]) -> None:
    """Set these fields."""
    order = uow.get(Order, order_id)
    for name, value in values.items():
        setattr(order, name, value)


def _shown(person: Person) -> list[str]:
    return [label.text() for label in person.page.detail.findChildren(QLabel) if label.isVisible()]


def _beside(person: Person, label: str) -> str:
    shown = _shown(person)
    return shown[shown.index(label) + 1]


def test_the_discount_of_the_platform_has_a_row_of_its_own(person: Person) -> None:
    order = person.id_at(0)
    person.shop.submit(change_money, order, {"discount_minor": 3_00, "platform_discount_minor": 5_00}).result(10)
    person.page.open_detail(order)
    person.until(lambda: "Platform's discount" in _shown(person))
    assert (_beside(person, "Discount"), _beside(person, "Platform's discount")) == ("−¥3.00", "−¥5.00")


def test_nobody_pays_the_balance_of_a_closed_presale(person: Person) -> None:
    order = person.id_at(0)
    values = {"kind": OrderKind.PRESALE, "deposit_minor": 20_00, "total_minor": 100_00, "status": OrderStatus.UNPAID}
    person.shop.submit(change_money, order, values).result(10)
    person.page.open_detail(order)
    person.until(lambda: "Deposit" in _shown(person))
    assert _beside(person, "Balance") == "¥80.00"
    person.shop.submit(change_money, order, {"status": OrderStatus.CLOSED}).result(10)
    person.until(lambda: "Deposit" in _shown(person) and "Balance" not in _shown(person))
