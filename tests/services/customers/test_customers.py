"""Customers follow the orders; what is noted, joined and taken apart can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.orders import Order
from services import clock, settings
from services.customers import commands, corrections
from services.customers.commands import short_no
from services.customers.cuts import Cuts, cuts_of, set_cuts
from services.customers.finding import find_customers
from services.customers.identity import FIELDS, identity_of
from services.customers.listing import customer_list, list_as_set
from services.customers.merging import keep_apart, merge, unmerge
from services.customers.overview import count_of, overview
from services.customers.queries import CustomerDetail, detail
from services.customers.suggestions import suggestions
from services.errors import Invalid, NotFound
from services.kernel.table_query import Filter, TableRequest
from services.orders.commands import set_status
from services.orders.hold_rules import HoldRule
from services.shop import Shop
from services.types import ContactMeans, OrderStatus
from tests.services.customers.buying import DAY, bought, channels

NOTHING: dict[str, Any] = dict.fromkeys(FIELDS)


@pytest.fixture
def sold(shop: Shop) -> tuple[int, int]:
    return channels(shop)


def number(channel: int, **facts: Any) -> int:
    found = identity_of(NOTHING | facts | {"channel_id": channel})
    assert found is not None
    return found.id


def person(shop: Shop, customer_id: int) -> CustomerDetail:
    return shop.ask(detail, customer_id)


def names(shop: Shop, today: date, cuts: Cuts | None = None, **asked: Any) -> list[str]:
    query = customer_list(today, cuts)
    snapshot = shop.table(query, TableRequest(**asked), ("name",))
    try:
        count = snapshot.ready.result().count
        return [row[1] for row in snapshot.fetch(0, count).result() if row is not None]
    finally:
        snapshot.close()


def test_orders_of_a_buyer_come_to_one_customer(shop: Shop, sold: tuple[int, int]) -> None:
    bought(
        shop,
        {"channel_id": sold[0], "buyer": "Anna", "paid_minor": 5000, "pieces": 2, "day": 0},
        {"channel_id": sold[0], "buyer": "anna ", "paid_minor": 3000, "refunded_minor": 1000, "day": 10},
        {"channel_id": sold[0], "buyer": "Anna", "status": "closed", "day": 12},
        {"channel_id": sold[1], "buyer": "Anna", "paid_minor": 9900, "day": 3},
        {"channel_id": sold[0], "receiver": "Anna"},
    )
    anna = person(shop, number(sold[0], buyer="Anna"))
    assert (anna.orders, anna.other_orders, anna.pieces) == (2, 1, 3)
    assert (anna.paid_minor, anna.refunded_minor, anna.net_minor) == (8000, 1000, 7000)
    assert (anna.first_on, anna.last_on) == (DAY, DAY + timedelta(days=10))
    assert person(shop, number(sold[1], buyer="Anna")).net_minor == 9900
    assert shop.ask(overview).without_buyer == 1


def test_an_order_that_is_closed_counts_no_more(shop: Shop, sold: tuple[int, int]) -> None:
    first, _second = bought(
        shop, {"channel_id": sold[0], "buyer": "Anna"}, {"channel_id": sold[0], "buyer": "Anna", "day": 5}
    )
    shop.run(set_status, [first], OrderStatus.CLOSED)
    anna = person(shop, number(sold[0], buyer="Anna"))
    assert (anna.orders, anna.first_on) == (1, DAY + timedelta(days=5))


def test_money_of_another_currency_is_counted_apart(shop: Shop, sold: tuple[int, int]) -> None:
    bought(
        shop,
        {"channel_id": sold[0], "buyer": "Anna", "currency": "USD", "paid_minor": 700},
        {"channel_id": sold[0], "buyer": "Anna", "paid_minor": 5000, "day": 1},
    )
    anna = person(shop, number(sold[0], buyer="Anna"))
    assert (anna.orders, anna.foreign_orders, anna.currency, anna.net_minor) == (2, 1, "CNY", 5000)


def test_the_next_purchase_is_the_median_away_and_unknown_with_too_little(shop: Shop, sold: tuple[int, int]) -> None:
    anna = number(sold[0], buyer="Anna")
    bought(shop, *({"channel_id": sold[0], "buyer": "Anna", "day": day} for day in (0, 10)))
    assert person(shop, anna).next_purchase.expected_on is None
    bought(shop, *({"channel_id": sold[0], "buyer": "Anna", "day": day} for day in (40, 52, 52)))
    found = person(shop, anna).next_purchase
    assert (found.days, found.expected_on, found.buying_days) == (12, DAY + timedelta(days=64), 4)


def test_joined_customers_are_one_until_taken_apart(shop: Shop, sold: tuple[int, int]) -> None:
    here, there = number(sold[0], buyer="Anna"), number(sold[1], buyer="Anna88")
    bought(
        shop,
        {"channel_id": sold[0], "buyer": "Anna", "paid_minor": 5000},
        {"channel_id": sold[1], "buyer": "Anna88", "paid_minor": 3000, "day": 4},
    )
    shop.run(commands.tag, [there], add=["fan"])
    shop.run(commands.add_contact, there, "Asked for a larger size", ContactMeans.PHONE)
    shop.run(merge, here, [there])
    both = person(shop, here)
    assert (both.orders, both.net_minor, both.tags, len(both.buyers)) == (2, 8000, ("fan",), 2)
    assert [one.text for one in both.contacts] == ["Asked for a larger size"]
    with pytest.raises(NotFound):
        person(shop, there)
    shop.run(unmerge, here)
    assert (person(shop, here).net_minor, person(shop, there).net_minor) == (5000, 3000)
    assert person(shop, there).tags == ("fan",)


def test_joining_three_one_after_the_other_is_one_person(shop: Shop, sold: tuple[int, int]) -> None:
    ids = [number(sold[0], buyer=name) for name in ("a1", "b1", "c1")]
    bought(shop, *({"channel_id": sold[0], "buyer": name} for name in ("a1", "b1", "c1")))
    shop.run(merge, ids[1], [ids[2]])
    shop.run(merge, ids[0], [ids[1]])
    assert person(shop, ids[0]).orders == 3
    shop.run(unmerge, ids[0], [ids[2]])
    assert (person(shop, ids[0]).orders, person(shop, ids[2]).orders) == (2, 1)
    with pytest.raises(NotFound):
        shop.run(merge, ids[1], [ids[2]])
    with pytest.raises(Invalid):
        shop.run(merge, ids[0], [ids[0]])


def test_suggestions_say_why_and_stay_away_once_refused(shop: Shop, sold: tuple[int, int]) -> None:
    bought(
        shop,
        {"channel_id": sold[0], "buyer": "Anna", "receiver": "Li An", "phone": "13800001111"},
        {"channel_id": sold[1], "buyer": "Anna88", "receiver": "Li An", "phone": "138 0000 1111"},
        {"channel_id": sold[0], "buyer": "Bert", "receiver": "Li An", "phone": "13900002222"},
        {"channel_id": sold[1], "buyer": "Bert", "receiver": "Li An", "phone": "13700003333"},
    )
    assert shop.ask(suggestions) == ()  # spaces hide the number from the database; a name alone says nothing
    bought(shop, {"channel_id": sold[1], "buyer": "Anna88", "phone": "13800001111"})
    (found,) = shop.ask(suggestions)
    assert {one.name for one in found.customers} == {"Anna", "Anna88"}
    assert [str(reason.template) for reason in found.reasons] == ["same phone", "in two channels"]
    shop.run(keep_apart, *(one.id for one in found.customers))
    assert shop.ask(suggestions) == ()


def test_a_masked_phone_alone_joins_nobody_across_channels(shop: Shop, sold: tuple[int, int]) -> None:
    bought(
        shop,
        {"channel_id": sold[0], "buyer": "Anna", "receiver": "L*", "phone": "138****1111"},
        {"channel_id": sold[1], "buyer": "Other", "receiver": "L*", "phone": "138****1111"},
    )
    assert shop.ask(suggestions) == ()


def test_the_blacklist_holds_orders_and_lets_them_go(shop: Shop, sold: tuple[int, int]) -> None:
    facts = {"channel_id": sold[0], "buyer": "Anna", "phone": "13800001111"}
    (waiting,) = bought(shop, facts)
    anna = number(sold[0], buyer="Anna")
    with pytest.raises(Invalid):
        shop.run(commands.blacklist, [anna], "  ")
    shop.run(commands.blacklist, [anna], "Returns everything worn")
    assert held(shop, waiting) == (HoldRule.BLACKLIST, "Returns everything worn")
    assert person(shop, anna).blacklist_reason == "Returns everything worn"
    assert names(shop, DAY, view="blacklist") == ["Anna"]
    shop.run(commands.unblacklist, [anna])
    assert held(shop, waiting) == (None, None)


def test_the_blacklist_knows_a_phone_in_another_channel(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, {"channel_id": sold[0], "buyer": "Anna", "phone": "13800001111"})
    (other,) = bought(shop, {"channel_id": sold[1], "buyer": "New", "phone": "13800001111"})
    shop.run(commands.blacklist, [number(sold[0], buyer="Anna")], "Fraud")
    assert held(shop, other) == (HoldRule.BLACKLIST, "Fraud")


def held(shop: Shop, order_id: int) -> tuple[Any, ...]:
    statement = select(Order.hold_code, Order.hold_note).where(Order.id == order_id)
    return tuple(shop.ask(lambda connection: connection.execute(statement).one()))


def test_facts_and_follow_ups_are_kept(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, {"channel_id": sold[0], "buyer": "Anna"})
    anna = number(sold[0], buyer="Anna")
    today = clock.now().date()
    shop.run(commands.describe, anna, {"birthday": "3/5", "note": " Likes blue ", "member_since": today})
    due = shop.run(commands.plan_follow_up, anna, "Ask about the vase", today).value
    shop.run(commands.plan_follow_up, anna, "Send a card", today + timedelta(days=30))
    found = person(shop, anna)
    assert (found.birthday, found.note, found.member_since) == ("03-05", "Likes blue", today)
    assert names(shop, today, view="follow_ups") == ["Anna"]
    assert names(shop, date(2026, 2, 27), view="birthdays") == ["Anna"]
    shop.run(commands.finish_follow_up, due, "She is happy")
    assert names(shop, today, view="follow_ups") == []
    assert [one.result for one in person(shop, anna).follow_ups] == [None, "She is happy"]
    with pytest.raises(Invalid):
        shop.run(commands.describe, anna, {"birthday": "2-30"})
    shop.run(commands.describe, anna, {"birthday": "", "note": None, "member_since": None})
    assert person(shop, anna).birthday is None


def test_talks_are_corrected_and_removed_and_all_of_it_is_taken_back(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, {"channel_id": sold[0], "buyer": "Anna"})
    anna = number(sold[0], buyer="Anna")
    talk = shop.run(commands.add_contact, anna, "Asked for a lid").value
    (before,) = person(shop, anna).contacts
    earlier = before.happened_at - timedelta(days=2)
    shop.run(corrections.change_contact, talk, " Asked for two lids ", ContactMeans.PHONE, earlier)
    (after,) = person(shop, anna).contacts
    assert (after.text, after.means, after.happened_at) == ("Asked for two lids", ContactMeans.PHONE, earlier)
    shop.run(corrections.change_contact, talk, "Lids", ContactMeans.CHAT)
    assert person(shop, anna).contacts[0].happened_at == earlier
    with pytest.raises(Invalid, match="empty"):
        shop.run(corrections.change_contact, talk, " ", ContactMeans.CHAT)
    with pytest.raises(Invalid, match="still to come"):
        shop.run(corrections.change_contact, talk, "Lids", ContactMeans.CHAT, clock.now() + timedelta(days=1))
    with pytest.raises(Invalid, match="still to come"):
        shop.run(commands.add_contact, anna, "Lids", ContactMeans.CHAT, clock.now() + timedelta(days=1))
    shop.run(corrections.remove_contact, talk)
    assert person(shop, anna).contacts == ()
    for _step in range(3):
        shop.undo()
    assert person(shop, anna).contacts == (before,)


def test_a_talk_to_come_is_told_by_the_day_of_the_shop(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, {"channel_id": sold[0], "buyer": "Anna"})
    late = datetime(2199, 12, 30, 23, 30, tzinfo=UTC)  # the next morning in Shanghai
    with pytest.raises(Invalid, match="2199-12-31"):
        shop.run(commands.add_contact, number(sold[0], buyer="Anna"), "Lids", ContactMeans.CHAT, late)


def test_follow_ups_are_changed_moved_opened_again_and_removed(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, {"channel_id": sold[0], "buyer": "Anna"})
    anna = number(sold[0], buyer="Anna")
    today = clock.now().date()
    planned = shop.run(commands.plan_follow_up, anna, "Send a card", today).value
    shop.run(corrections.move_follow_up, planned, today + timedelta(days=1))
    assert names(shop, today, view="follow_ups") == []
    shop.run(corrections.change_follow_up, planned, "Send two cards", today)
    assert names(shop, today, view="follow_ups") == ["Anna"]
    with pytest.raises(Invalid, match="empty"):
        shop.run(corrections.change_follow_up, planned, "", today)
    shop.run(commands.finish_follow_up, planned, "Sent")
    shop.run(corrections.reopen_follow_up, planned)
    (found,) = person(shop, anna).follow_ups
    assert (found.text, found.due_on, found.done_at, found.result) == ("Send two cards", today, None, None)
    shop.run(corrections.remove_follow_up, planned)
    assert person(shop, anna).follow_ups == ()
    with pytest.raises(NotFound):
        shop.run(corrections.remove_follow_up, planned)
    shop.undo()
    assert person(shop, anna).follow_ups == (found,)


def test_a_coupon_is_given_back_and_removed(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, {"channel_id": sold[0], "buyer": "Anna"})
    anna = number(sold[0], buyer="Anna")
    shop.run(commands.give_coupon, [anna], "10 off")
    (coupon,) = person(shop, anna).coupons
    shop.run(commands.use_coupon, coupon.id)
    shop.run(corrections.reopen_coupon, coupon.id)
    assert person(shop, anna).coupons == (coupon,)
    shop.run(corrections.remove_coupon, coupon.id)
    assert person(shop, anna).coupons == ()


def test_a_coupon_is_given_and_used_on_the_day_of_the_shop(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, {"channel_id": sold[0], "buyer": "Anna"})
    anna = number(sold[0], buyer="Anna")
    clock.set_source(lambda: datetime(2026, 11, 21, 16, 30, tzinfo=UTC))  # half past midnight in Shanghai
    shop.run(commands.give_coupon, [anna], "10 off")
    (coupon,) = person(shop, anna).coupons
    shop.run(commands.use_coupon, coupon.id)
    (used,) = person(shop, anna).coupons
    assert (coupon.given_on, used.used_on) == (date(2026, 11, 22), date(2026, 11, 22))


def test_nothing_is_noted_of_nobody(shop: Shop) -> None:
    with pytest.raises(NotFound, match=short_no(4711)):
        shop.run(commands.add_contact, 4711, "hello")


def test_views_follow_her_own_limits(shop: Shop, sold: tuple[int, int]) -> None:
    channel = {"channel_id": sold[0]}
    bought(
        shop,
        channel | {"buyer": "Fresh", "day": 200},
        channel | {"buyer": "Fading", "day": 0},
        channel | {"buyer": "Fading", "day": 100},
        channel | {"buyer": "Gone", "day": 0, "paid_minor": 99_900},
    )
    today = DAY + timedelta(days=201)
    assert names(shop, today, view="new") == ["Fresh"]
    assert names(shop, today, view="repeat") == ["Fading"]
    assert names(shop, today, view="at_risk") == ["Fading"]
    assert names(shop, today, view="lapsed") == ["Gone"]
    assert names(shop, today, view="high_value") == ["Gone"]
    cuts = Cuts(risk_days=10, lapsed_days=90, high_value=1, new_days=365)
    assert set(names(shop, today, cuts, view="lapsed")) == {"Gone", "Fading"}
    assert len(names(shop, today, cuts, view="high_value")) == 3


def test_rfm_scores_follow_the_limits(shop: Shop, sold: tuple[int, int]) -> None:
    days = (0, 40, 80)
    bought(shop, *({"channel_id": sold[0], "buyer": "Anna", "paid_minor": 12_000, "day": day} for day in days))
    today = DAY + timedelta(days=120)
    query = customer_list(today)
    assert count_of_filters(shop, today, Filter("r", "is", ("4",)), Filter("f", "is", ("3",))) == 1
    snapshot = shop.table(query, TableRequest(), ("r", "f", "m", "days_away"))
    assert [row and row[1:] for row in snapshot.fetch(0, 1).result()] == [(4, 3, 4, 40)]
    snapshot.close()


def count_of_filters(shop: Shop, today: date, *filters: Filter) -> int:
    return shop.ask(count_of, TableRequest(filters=filters), today, Cuts())


def test_who_bought_one_thing_and_not_another(shop: Shop, sold: tuple[int, int]) -> None:
    channel = {"channel_id": sold[0]}
    bought(
        shop,
        channel | {"buyer": "Both", "code": "MUG"},
        channel | {"buyer": "Both", "code": "TEA"},
        channel | {"buyer": "Mug", "code": "mug"},
        channel | {"buyer": "Tea", "code": "TEA"},
        channel | {"buyer": "Closed", "code": "MUG", "status": "closed"},
    )
    asked = (Filter("bought", "in", ("MUG",)), Filter("not_bought", "in", ("tea",)))
    assert names(shop, DAY, filters=asked) == ["Mug"]
    number_of = shop.run(commands.save_segment, "Mug, no tea", TableRequest(filters=asked)).value
    (segment,) = shop.ask(overview).segments
    assert (segment.id, segment.name, segment.count, segment.request.filters) == (number_of, "Mug, no tea", 1, asked)
    with pytest.raises(Invalid):
        shop.run(commands.save_segment, "Mug, no tea", TableRequest())
    shop.run(commands.remove_segment, number_of)
    assert shop.ask(overview).segments == ()


def test_coupon_holders_are_those_whose_coupon_is_still_good(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, *({"channel_id": sold[0], "buyer": name} for name in ("Open", "Used", "Over")))
    ids = {name: number(sold[0], buyer=name) for name in ("Open", "Used", "Over")}
    today = clock.now().date()
    shop.run(commands.give_coupon, list(ids.values()), "10 off", worth_minor=1000, valid_until=today)
    shop.run(commands.use_coupon, person(shop, ids["Used"]).coupons[0].id)
    asked = (Filter("coupon", "is", ("yes",)),)
    assert set(names(shop, today, filters=asked)) == {"Open", "Over"}
    assert names(shop, today + timedelta(days=1), filters=asked) == []


def test_customers_are_found_by_name_tag_phone_and_order_number(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, {"channel_id": sold[0], "buyer": "许知夏", "phone": "13900009591", "external_no": "26030112345"})
    shop.run(commands.tag, [number(sold[0], buyer="许知夏")], add=["VIP"])
    for typed in ("许知", "xzx", "9591", "13900009591", "26030112345", "vip"):
        assert names(shop, DAY, search=typed) == ["许知夏"], typed
    assert names(shop, DAY, search="nobody") == []


def test_limits_are_changed_together_and_checked(shop: Shop) -> None:
    shop.run(set_cuts, Cuts(new_days=7, recency=(1, 2, 3, 4)))
    assert shop.ask(cuts_of) == Cuts(new_days=7, recency=(1, 2, 3, 4))
    for wrong in (Cuts(frequency=(3, 2, 5, 8)), Cuts(risk_days=200), Cuts(new_days=0)):
        with pytest.raises(Invalid):
            shop.run(set_cuts, wrong)
    shop.run(settings.change, settings.RFM_MONEY.key, "nonsense")
    assert shop.ask(cuts_of).money == Cuts().money
    assert shop.ask(list_as_set, DAY).name == "customers"


def test_customers_are_found_from_everywhere_and_masked_there(shop: Shop, sold: tuple[int, int]) -> None:
    bought(shop, {"channel_id": sold[0], "buyer": "许知夏", "city": "杭州市"})
    assert [hit.title for hit in shop.ask(find_customers, "知夏")] == ["许***"]
    shop.run(settings.change, settings.MASK_SCREEN.key, False)
    (hit,) = shop.ask(find_customers, "知夏")
    assert (hit.id, hit.title, hit.details) == (number(sold[0], buyer="许知夏"), "许知夏", ("Taobao A", "杭州市"))
    assert shop.ask(find_customers, " ") == ()
