"""History in words: searching it, and telling what an operation changed."""

from __future__ import annotations

import pytest

from services import i18n, settings
from services.channels.commands import add as add_channel
from services.channels.commands import rename
from services.errors import NotFound
from services.history.field_names import FIELD_LABELS
from services.history.row_names import ENTITY_FORMS
from services.history.search import VIEWS, changed_rows, find_operations
from services.history.story import story
from services.history.wording import KIND_LABELS, stored_fields
from services.messages import render
from services.orders.commands import set_status
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.types import Entity, OrderStatus, Platform


def test_every_journaled_field_and_entity_has_a_name() -> None:
    assert stored_fields() - set(FIELD_LABELS) == set()
    assert set(ENTITY_FORMS) == set(Entity)
    assert set(KIND_LABELS) == {"insert", "update", "delete"}


def test_steps_are_found_by_the_words_they_show(shop: Shop) -> None:
    shop.run(add_channel, "Lake", Platform.OTHER)
    shop.run(settings.change, settings.SHOP_NAME.key, "Camellia")
    assert [line.code for line in shop.ask(find_operations, "add lake")] == ["channels.add"]
    assert [line.code for line in shop.ask(find_operations)] == ["settings.change", "channels.add"]
    assert shop.ask(find_operations, "nowhere") == ()


def test_the_views_tell_undone_steps_from_the_others(shop: Shop) -> None:
    shop.run(add_channel, "Lake", Platform.OTHER)
    shop.run(add_channel, "Hill", Platform.OTHER)
    shop.undo()
    assert [render(line.text) for line in shop.ask(find_operations, view="undone")] == ["Add the channel Hill"]
    assert len(shop.ask(find_operations, view="hand")) == 2
    assert shop.ask(find_operations, view="imports") == ()
    assert len(shop.ask(find_operations, view="all")) == 3
    assert set(VIEWS) == {"all", "imports", "hand", "undone"}


def test_older_lines_come_page_by_page(shop: Shop) -> None:
    for number in range(5):
        shop.run(settings.change, settings.SHOP_NAME.key, f"name {number}")
    first = shop.ask(find_operations, limit=2)
    rest = shop.ask(find_operations, limit=10, before_id=first[-1].id)
    assert [line.id for line in (*first, *rest)] == [5, 4, 3, 2, 1]


def test_an_operation_is_told_field_by_field(shop: Shop) -> None:
    channel = shop.run(add_channel, "Lake", Platform.TAOBAO).value
    renamed = shop.run(rename, channel, "River").changes.operation_id
    told = shop.ask(story, renamed)
    assert told.rows == 1
    (change,) = told.changes
    assert render(change.words) == "1 channel changed"
    assert [(field.name, field.before, field.after) for field in change.fields] == [("Name", "Lake", "River")]


def test_codes_and_money_are_told_in_words(shop: Shop) -> None:
    channel = shop.run(add_channel, "Lake", Platform.TAOBAO).value
    lines = (LineDraft(title="Candle", quantity=1, price_minor=1_250),)
    order = shop.run(add_order, OrderDraft(channel_id=channel, lines=lines)).value
    done = shop.run(set_status, [order], OrderStatus.SHIPPED).changes.operation_id
    fields = {field.name: (field.before, field.after) for field in shop.ask(story, done).changes[0].fields}
    assert fields["Status"] == ("To ship", "Shipped")
    assert shop.ask(changed_rows, done) >= 1
    i18n.set_language("zh_CN")
    assert shop.ask(story, done).changes


def test_the_value_of_a_setting_is_no_amount_of_money() -> None:
    i18n.set_language("zh_CN")
    assert i18n.translate(FIELD_LABELS["value"]) == "\u503c"
    assert i18n.translate("Value") == "\u91d1\u989d"  # of a stock, in its column
    i18n.set_language("en")


def test_an_unknown_operation_is_refused(shop: Shop) -> None:
    with pytest.raises(NotFound):
        shop.ask(story, 99)
