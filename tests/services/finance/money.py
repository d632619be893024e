"""Accounts, transactions and orders written straight into a shop, for the tests of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from models.channels import Channel
from models.columns import to_epoch_ms
from models.entities import Entity
from models.enums.money import AccountKind, Flow
from models.enums.orders import OrderStatus, Platform
from models.finance import Account
from models.orders import Order
from services.finance.sorting import Movement
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork

DAY = date(2026, 5, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction of a test: so many minor units, so many days after `DAY`, what it says of itself."""

    amount_minor: int
    day: int = 0
    order_no: str | None = None
    merchant_no: str | None = None
    direction: Flow | None = None
    balance_minor: int | None = None
    counterparty: str | None = None
    kind_text: str | None = None
    category: str | None = None
    file_id: int | None = None
    currency: str = "CNY"


@command("tests.money_account", N_("Add the account {name}"))
def add_money_account(uow: UnitOfWork, name: str, provider: str = "other", opening_minor: int = 0) -> int:
    """An account of a provider."""
    row = Account(
        name=name, kind=AccountKind.OTHER, currency="CNY", provider=provider, opening_minor=opening_minor,
        is_archived=False,
    )  # fmt: skip
    uow.add(row)
    uow.describe(name=name)
    return row.id


@command("tests.money_rows", N_("Add transactions"))
def add_rows(uow: UnitOfWork, account_id: int, rows: Sequence[Row], prefix: str = "t") -> list[int]:
    """Transactions of an account; returns their ids."""
    stored = []
    for number, row in enumerate(rows):
        direction = row.direction or (Flow.IN if row.amount_minor >= 0 else Flow.OUT)
        at = datetime(DAY.year, DAY.month, DAY.day, 2, tzinfo=UTC) + timedelta(days=row.day, seconds=number)
        stored.append(
            {
                "account_id": account_id,
                "natural_key": f"{prefix}{number}",
                "happened_at": to_epoch_ms(at),
                "happened_on": (DAY + timedelta(days=row.day)).isoformat(),
                "direction": str(direction),
                "amount_minor": row.amount_minor,
                "sorted_by": "default" if row.category else None,
                **{
                    name: getattr(row, name)
                    for name in (
                        "order_no", "merchant_no", "balance_minor", "counterparty", "kind_text", "category", "file_id",
                        "currency",
                    )
                },
            }
        )  # fmt: skip
    return list(uow.bulk_insert(Entity.TRANSACTION, stored))


@command("tests.money_movements", N_("Add transactions"))
def add_movements(uow: UnitOfWork, movements: Sequence[Movement]) -> list[int]:
    """Transactions that say just what these movements say."""
    stored = [
        {
            "account_id": one.account_id,
            "natural_key": f"m{number}",
            "happened_at": number,
            "happened_on": DAY.isoformat(),
            "direction": str(one.direction),
            "amount_minor": one.amount_minor,
            "currency": "CNY",
            **{name: getattr(one, name) for name in ("kind_text", "subject", "counterparty", "note")},
        }
        for number, one in enumerate(movements)
    ]
    return list(uow.bulk_insert(Entity.TRANSACTION, stored))


@command("tests.money_channel", N_("Add the channel {name}"))
def add_channel(uow: UnitOfWork, name: str, platform: Platform = Platform.TAOBAO) -> int:
    """A channel of a platform."""
    row = Channel(name=name, platform=platform, currency="CNY", zone="Asia/Shanghai")
    uow.add(row)
    uow.describe(name=name)
    return row.id


@command("tests.money_order", N_("Add the order {number}"))
def add_order(
    uow: UnitOfWork, /, channel_id: int, number: str, paid_minor: int | None, day: int = 0,
    status: OrderStatus = OrderStatus.COMPLETED, **more: int | None,
) -> int:  # fmt: skip
    """An order that was paid so many days after `DAY`."""
    at = datetime(DAY.year, DAY.month, DAY.day, 1, tzinfo=UTC) + timedelta(days=day)
    row = Order(
        channel_id=channel_id, external_no=number, status=status, currency="CNY", paid_minor=paid_minor,
        total_minor=paid_minor, ordered_at=at, ordered_on=DAY + timedelta(days=day), paid_at=at, **more,
    )  # fmt: skip
    uow.add(row)
    uow.describe(number=number)
    return row.id
