"""Cases, charges, daily figures, purchases and counted stock: exported and imported again they change nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from models.aftersales import Case
from models.base import Base
from models.couriers import CourierCharge
from models.growth import AdDay, ItemDay, ShopDay
from models.purchasing import Purchase, PurchaseLine, Supplier
from models.reviews import Review
from models.tax import Invoice, PlatformIncome
from services import i18n
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.round_trip.registry import EXPORTS
from services.shop import Shop
from services.stock import levels
from tests.services.importing.applying import apply, sample

FORMATS = [(language, kind) for language in i18n.LANGUAGES for kind in ("xlsx", "csv")]
_NOT_CARRIED = {
    "id",
    "version",
    "channel_id",
    "order_id",
    "extra",
    "supplier_id",
    "purchase_id",
    "created_on",
    "number",
}
_KINDS: dict[str, tuple[tuple[Path, ...], tuple[type[Base], ...]]] = {
    "cases": (
        (sample("pinduoduo.aftersales"), sample("douyin.aftersales"), sample("zhanggui.cases", "sample.xlsx")),
        (Case,),
    ),
    "courier_charges": (
        (
            sample("sto.bill", "sample.xlsx"),
            sample("sf.bill", "sample.xlsx"),
            sample("zhanggui.courier_charges", "sample.xlsx"),
        ),
        (CourierCharge,),
    ),
    "reviews": (
        (sample("zhanggui.reviews", "sample.xlsx"), sample("zhanggui.reviews", "sample_en.csv")),
        (Review,),
    ),
    "shop_days": ((sample("taobao.shop_days", "sample.xlsx"), sample("zhanggui.shop_days", "sample.xlsx")), (ShopDay,)),
    "suppliers": ((sample("zhanggui.suppliers", "sample.xlsx"),), (Supplier,)),
    "invoices": (
        (sample("zhanggui.invoices", "sample.xlsx"), sample("zhanggui.invoices", "sample_en.csv")),
        (Invoice,),
    ),
    "platform_incomes": (
        (sample("zhanggui.platform_incomes", "sample.xlsx"), sample("zhanggui.platform_incomes", "sample_en.csv")),
        (PlatformIncome,),
    ),
    "ad_days": ((sample("taobao.ad_days"), sample("pinduoduo.promotion")), (AdDay,)),
    "item_days": ((sample("taobao.item_days"), sample("zhanggui.item_days", "sample.xlsx")), (ItemDay,)),
    "purchases": (
        (sample("ali1688.orders", "sample.xlsx"), sample("ali1688.orders", "sample_short.csv")),
        (Purchase, PurchaseLine),
    ),
}  # fmt: skip


def _facts(connection: Connection, tables: tuple[type[Base], ...]) -> list[list[Any]]:
    """Everything a workbook carries of these tables, in an order of its own."""
    found = []
    for mapped in tables:
        columns = [column for column in mapped.table().columns if column.name not in _NOT_CARRIED]
        found.append(sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr))
    return found


@pytest.fixture
def another(tmp_path: Path) -> Any:
    """A second, empty shop."""
    with Shop.create(tmp_path / "another.shop", who="tests") as shop:
        yield shop


@pytest.mark.exhaustive
@pytest.mark.parametrize("what", _KINDS)
@pytest.mark.parametrize(("language", "kind"), FORMATS)
def test_a_workbook_changes_nothing_and_fills_an_empty_shop_with_the_same(
    what: str, language: str, kind: str, empty_shop: Shop, another: Shop, tmp_path: Path
) -> None:
    files, tables = _KINDS[what]
    for file in files:
        apply(empty_shop, file)
    i18n.set_language(language)
    out = tmp_path / f"{what}.{kind}"
    count = empty_shop.ask(EXPORTS[what], out)
    result = apply(empty_shop, out)
    assert result.plan.is_empty
    assert result.plan.conflicts == []
    (plan,) = result.plan.files
    assert (plan.problems, plan.file.rows) == ([], count)
    apply(another, out)
    assert another.ask(_facts, tables) == empty_shop.ask(_facts, tables)


@pytest.mark.parametrize(("language", "kind"), FORMATS)
def test_counted_stock_comes_back_as_it_was(language: str, kind: str, empty_shop: Shop, tmp_path: Path) -> None:
    for code in ("CUP", "0012"):
        empty_shop.run(add_sku, SkuDraft(code=code, title=f"=Title {code}"))
    apply(empty_shop, sample("zhanggui.stock", "sample.xlsx"))
    i18n.set_language(language)
    out = tmp_path / f"stock.{kind}"
    assert empty_shop.ask(EXPORTS["stock"], out) == 1
    read: Callable[[Connection], Any] = lambda connection: levels.now(connection, [1, 2])  # noqa: E731
    before = empty_shop.ask(read)
    assert apply(empty_shop, out).plan.is_empty
    assert empty_shop.ask(read) == before
