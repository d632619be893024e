"""The rule that erases old recipients: off unless set, counted first, at most once a day by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services import clock, settings
from services.privacy.erasing import erase_recipients
from services.privacy.retention import RetentionDue, due_by_itself, retention
from services.shop import Shop
from tests.services.customers.buying import bought, channels

PERSON = {"buyer": "anna", "receiver": "Anna Li", "phone": "13912349591", "address": "Wen San Road 508"}


def test_nothing_is_due_while_the_rule_is_off(shop: Shop) -> None:
    first, _second = channels(shop)
    bought(shop, PERSON | {"channel_id": first, "status": "completed"})
    assert shop.ask(retention) == RetentionDue(0, 0)
    assert shop.ask(due_by_itself) == RetentionDue(0, 0)


def test_what_is_due_is_counted_and_not_taken_twice_a_day(shop: Shop) -> None:
    first, _second = channels(shop)
    bought(shop, PERSON | {"channel_id": first, "status": "completed"})
    shop.run(settings.change, settings.RETENTION_DAYS.key, 90)
    assert shop.ask(due_by_itself) == RetentionDue(90, 1)
    shop.run(erase_recipients, 90)
    bought(shop, PERSON | {"channel_id": first, "status": "completed", "day": 1})
    assert shop.ask(retention) == RetentionDue(90, 1)
    assert shop.ask(due_by_itself) == RetentionDue(90, 0)


def test_what_was_erased_while_the_clock_stood_ahead_puts_the_rule_off_for_nothing(shop: Shop) -> None:
    first, _second = channels(shop)
    shop.run(settings.change, settings.RETENTION_DAYS.key, 90)
    bought(shop, PERSON | {"channel_id": first, "status": "completed"})
    clock.set_source(lambda: datetime.now(UTC) + timedelta(days=3650))
    shop.run(erase_recipients, 90)
    clock.set_source(None)
    bought(shop, PERSON | {"channel_id": first, "status": "completed", "day": 1})
    assert shop.ask(due_by_itself) == RetentionDue(90, 1)
    shop.run(erase_recipients, 90)
    bought(shop, PERSON | {"channel_id": first, "status": "completed", "day": 1})
    assert shop.ask(due_by_itself) == RetentionDue(90, 0)
