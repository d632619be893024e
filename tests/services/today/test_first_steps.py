"""The first steps of a new shop: told by its facts alone, and not looked into where nobody wants to see them."""

from __future__ import annotations

from services import settings
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.fulfilment.commands import log_print
from services.orders.commands import set_tracking
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.today.first_steps import FirstStep, FirstSteps, first_steps
from services.types import OrderStatus, Platform, PrintKind


def done(shop: Shop) -> set[FirstStep]:
    return set(shop.ask(first_steps).done)


def test_every_step_is_done_by_what_the_shop_holds(shop: Shop) -> None:
    channel = shop.run(add_channel, "Stall", Platform.OTHER).value
    assert done(shop) == set()
    draft = OrderDraft(channel, (LineDraft("Cup", 1, code="CUP", price_minor=900),), status=OrderStatus.PAID)
    order = shop.run(add_order, draft).value
    assert done(shop) == {FirstStep.IMPORT}
    sku = shop.run(add_sku, SkuDraft(code="CUP", title="Cup")).value
    assert done(shop) == {FirstStep.IMPORT, FirstStep.LINK}
    shop.run(set_opening, [OpeningDraft(sku, 5, 1000)])
    assert FirstStep.STOCK in done(shop)
    shop.run(set_tracking, [(order, "ZTO", "78900000000001")])
    assert FirstStep.TRACK in done(shop)
    shop.run(log_print, PrintKind.PICK_LIST, [order], "a.pdf")
    assert FirstStep.PRINT not in done(shop)
    shop.run(log_print, PrintKind.PACKING_LIST, [order], "a.pdf")
    shop.run(log_print, PrintKind.SHIP_FILE, [order], "a.csv")
    assert done(shop) == set(FirstStep) - {FirstStep.BACKUP}


def test_a_hidden_list_and_a_demo_shop_are_not_looked_into(shop: Shop) -> None:
    shop.run(settings.change, settings.FIRST_STEPS.key, False)
    assert shop.ask(first_steps) == FirstSteps(False, frozenset())
    shop.run(settings.change, settings.FIRST_STEPS.key, True)
    assert shop.ask(first_steps).is_wanted
    shop.run(settings.change, settings.IS_DEMO.key, True)
    assert not shop.ask(first_steps).is_wanted
