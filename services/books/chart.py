"""The chart of accounts: what the program brings, what the shop changed of it, and the accounts of its own rows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, select

from models.books import LedgerAccount
from models.enums.money import AccountKind, LedgerClass
from models.enums.orders import Platform
from models.finance import Account
from models.purchasing import Supplier
from services import i18n, paths
from services.importing.channels import PLATFORM_NAMES

_changed = LedgerAccount.table()
_money = Account.table()
_suppliers = Supplier.table()

MONEY, RECEIVABLE, PAYABLE = "money", "receivable", "payable"
"""The families of accounts that stand for rows: ``money:7``, ``receivable:taobao``, ``payable:3``."""
UNCATEGORISED = "uncategorised"


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """One account. `is_category` says that a transaction may be put under it; `is_own` that the shop added it.

    `stands_for` is the family of which the books choose one by the transaction (``order_income``).
    """

    code: str
    name: str
    ledger_class: LedgerClass
    is_category: bool = False
    is_own: bool = False
    is_archived: bool = False
    stands_for: str | None = None

    @property
    def is_result(self) -> bool:
        """Whether it belongs to the profit and loss."""
        return self.ledger_class in (LedgerClass.INCOME, LedgerClass.EXPENSE)


@lru_cache(maxsize=1)
def _bundled() -> tuple[Mapping[str, Any], ...]:
    with (paths.resources() / "chart.toml").open("rb") as file:
        return tuple(tomllib.load(file)["account"])


def bundled_codes() -> Mapping[str, LedgerClass]:
    """Every account the program brings, with its class, in the order of the chart."""
    return MappingProxyType({one["code"]: LedgerClass(one["class"]) for one in _bundled()})


def bundled() -> tuple[ChartAccount, ...]:
    """The accounts the program brings, named in the language that is on."""
    return tuple(
        ChartAccount(
            one["code"],
            one["name"][i18n.language()],
            LedgerClass(one["class"]),
            is_category=one.get("category", False),
            stands_for=one.get("stands_for"),
        )
        for one in _bundled()
    )


def chart(connection: Connection) -> tuple[ChartAccount, ...]:
    """The chart as the shop has it, the accounts of its own last in their class."""
    changed = {row.code: row for row in connection.execute(select(_changed).order_by(_changed.c.id))}
    accounts = []
    for account in bundled():
        row = changed.pop(account.code, None)
        if row is not None:
            account = replace(account, name=row.name or account.name, is_archived=row.is_archived)
        accounts.append(account)
    accounts += [
        ChartAccount(row.code, row.name or row.code, row.ledger_class, True, True, row.is_archived)
        for row in changed.values()
    ]
    return tuple(sorted(accounts, key=lambda account: _CLASSES.index(account.ledger_class)))


def categories(connection: Connection, *, archived: bool = False) -> tuple[ChartAccount, ...]:
    """The accounts a transaction may be put under, those of the shop included."""
    return tuple(one for one in chart(connection) if one.is_category and (archived or not one.is_archived))


def accounts_of_rows(connection: Connection) -> tuple[ChartAccount, ...]:
    """The accounts that stand for money accounts, platforms and suppliers."""
    found = []
    for row in connection.execute(select(_money.c.id, _money.c.name, _money.c.kind, _money.c.is_archived)):
        kind = LedgerClass.LIABILITY if row.kind is AccountKind.CREDIT_CARD else LedgerClass.ASSET
        found.append(ChartAccount(f"{MONEY}:{row.id}", row.name, kind, is_archived=row.is_archived))
    for platform in Platform:
        name = i18n.translate(PLATFORM_NAMES[platform])
        found.append(ChartAccount(f"{RECEIVABLE}:{platform}", name, LedgerClass.ASSET))
    for one in connection.execute(select(_suppliers.c.id, _suppliers.c.name, _suppliers.c.is_archived)):
        found.append(ChartAccount(f"{PAYABLE}:{one.id}", one.name, LedgerClass.LIABILITY, is_archived=one.is_archived))
    return tuple(found)


def every_account(connection: Connection) -> Mapping[str, ChartAccount]:
    """All accounts by code, in the order statements list them."""
    everything = (*accounts_of_rows(connection), *chart(connection))
    ordered = sorted(everything, key=lambda account: _CLASSES.index(account.ledger_class))
    return MappingProxyType({account.code: account for account in ordered})


def family(code: str) -> str:
    """``money`` of ``money:7``; a code without a family is its own."""
    return code.partition(":")[0]


_CLASSES = tuple(LedgerClass)
