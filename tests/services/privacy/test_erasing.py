"""A person who is erased leaves no trace in the file, its log or its journal, and the figures stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.aftersales import Case
from models.orders import Order
from services import clock, settings
from services.aftersales import attachments
from services.customers import commands as customers
from services.customers.identity import FIELDS, identity_of
from services.customers.merging import merge
from services.customers.overview import overview
from services.customers.queries import detail
from services.errors import Invalid, NotAllowed, NotFound, UndoNotPossible
from services.finance.papers import add_papers, keep_papers, path_of
from services.integrity import check
from services.kernel.command import command
from services.kernel.table_query import TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.orders import commands as orders
from services.orders.queries import ORDERS
from services.privacy.erasing import erase_person, erase_recipients, person_to_erase, recipients_to_erase
from services.privacy.leftovers import remove_leftovers
from services.shop import Shop
from services.types import CaseKind, CaseState
from tests.services.customers.buying import bought, channels
from tests.services.finance.money import Row, add_money_account, add_rows

NAME, NICK, PHONE, STREET = "许知夏", "xiaxia_8812", "13912349591", "文三路508号天苑花园3幢"
MAIL, NOTE = "xia.zhi@example.com", "请放门卫许知夏收"
SECRETS = (NAME, NICK, PHONE, STREET, MAIL, "门卫")
NOTHING: dict[str, Any] = dict.fromkeys(FIELDS)


def a_person(channel: int, **more: Any) -> dict[str, Any]:
    facts = {
        "channel_id": channel, "buyer": NICK, "receiver": NAME, "phone": PHONE, "email": MAIL, "province": "浙江省",
        "city": "杭州市", "district": "西湖区", "address": STREET, "buyer_note": NOTE, "status": "completed",
        "extra": {"旺旺": NICK}, "base": {"receiver": NAME, "paid_minor": 1},
    }  # fmt: skip
    return facts | more


def number(channel: int, buyer: str = NICK) -> int:
    found = identity_of(NOTHING | {"channel_id": channel, "buyer": buyer})
    assert found is not None
    return found.id


def bytes_of(shop: Path) -> bytes:
    """Everything that lies on the disk: the file, its log, and whatever stands beside it."""
    return b"".join(path.read_bytes() for path in sorted(shop.parent.rglob("*")) if path.is_file())


def traces(shop: Path) -> list[str]:
    found = bytes_of(shop)
    return [word for word in SECRETS if word.encode() in found or word.encode("unicode_escape") in found]


def rows(shop: Shop, *columns: Any) -> list[tuple[Any, ...]]:
    return shop.ask(lambda connection: [tuple(row) for row in connection.execute(select(*columns).order_by(Order.id))])


def test_an_erased_person_leaves_no_trace_and_the_figures_stay(shop: Shop) -> None:
    first, second = channels(shop)
    ids = bought(
        shop,
        a_person(first, paid_minor=5000),
        a_person(first, paid_minor=7000, refunded_minor=2000, day=9),
        a_person(second, buyer="Other", receiver="Other", phone="13700001111", address="Elsewhere 12", buyer_note=None,
                 email=None, extra=None, base=None),
    )  # fmt: skip
    shop.run(orders.edit, ids[0], {"phone": "13655554444", "seller_note": f"{NAME}说周末送"})
    shop.run(orders.edit, ids[0], {"phone": PHONE})
    xia = number(first)
    shop.run(customers.describe, xia, {"note": f"{NAME} 喜欢蓝色", "birthday": "03-05"})
    shop.run(customers.add_contact, xia, f"打电话 {PHONE}")
    shop.run(customers.plan_follow_up, xia, f"问{NAME}", clock.now().date())
    shop.run(settings.change, settings.BLACKLIST.key, f"{PHONE}\nSomebody")
    before = shop.ask(detail, xia)
    assert set(traces(shop.path)) == set(SECRETS)  # the search would find them
    assert shop.ask(person_to_erase, xia).total > 5
    erased = shop.run(erase_person, xia).value
    assert shop.compact()
    assert traces(shop.path) == []
    after = shop.ask(detail, number(first, f"erased-{erased.erasure_id}"))
    for name in ("orders", "pieces", "paid_minor", "refunded_minor", "net_minor", "first_on", "last_on", "province"):
        assert getattr(after, name) == getattr(before, name)
    assert (after.note, after.contacts, after.follow_ups, after.birthday) == (None, (), (), None)
    assert shop.ask(settings.read, settings.BLACKLIST) == "Somebody"
    other = rows(shop, Order.receiver, Order.phone, Order.address)[2]
    assert other == ("Other", "13700001111", "Elsewhere 12")
    assert shop.ask(check) == ()


def test_an_erased_person_is_in_no_backup_of_the_journal(shop: Shop) -> None:
    """Rows that were imported and taken back, and orders that were deleted, are in the journal only."""
    first, _second = channels(shop)
    bought(shop, a_person(first))
    bought(shop, a_person(first, day=3))
    shop.undo()
    kept = bought(shop, a_person(first, day=4, status="closed"))
    shop.run(orders.delete, kept)
    shop.run(erase_person, number(first))
    assert shop.compact()
    assert traces(shop.path) == []


@pytest.mark.without_undo_check("what was done before the erasure can be taken back, and that is tested here")
def test_what_was_done_before_can_still_be_taken_back_but_brings_nobody_back(shop: Shop) -> None:
    first, _second = channels(shop)
    ids = bought(shop, a_person(first))
    edited = shop.run(orders.edit, ids[0], {"receiver": NAME + "二", "courier": "ZTO"}).changes.operation_id
    deleted = bought(shop, a_person(first, day=2))
    removal = shop.run(orders.delete, deleted).changes.operation_id
    erasing = shop.run(erase_person, number(first))
    with pytest.raises(UndoNotPossible):
        shop.undo(erasing.changes.operation_id)
    shop.undo(removal)
    shop.undo(edited)
    found = rows(shop, Order.buyer, Order.receiver, Order.phone, Order.courier)
    name = f"erased-{erasing.value.erasure_id}"
    assert found == [(name, name, None, None), (name, name, None, None)]
    shop.compact()
    assert traces(shop.path) == []


def test_a_joined_person_is_erased_in_every_channel_and_stays_one(shop: Shop) -> None:
    first, second = channels(shop)
    bought(shop, a_person(first, paid_minor=5000), a_person(second, paid_minor=2500, buyer="another_nick_77"))
    shop.run(merge, number(first), [number(second, "another_nick_77")])
    erased = shop.run(erase_person, number(first)).value
    shop.compact()
    assert traces(shop.path) == []
    assert b"another_nick_77" not in bytes_of(shop.path)
    after = [row[0] for row in rows(shop, Order.buyer)]
    assert after == [f"erased-{erased.erasure_id}"] * 2
    assert shop.ask(overview).counts["all"] == 1


def test_search_finds_nobody_after_an_erasure(shop: Shop) -> None:
    first, _second = channels(shop)
    bought(shop, a_person(first))
    shop.run(erase_person, number(first))
    for typed in (NAME, NICK, PHONE, PHONE[-4:], "xzx"):
        snapshot = shop.table(ORDERS, TableRequest(search=typed), ("external_no",))
        assert snapshot.ready.result().count == 0, typed
        snapshot.close()


def test_nobody_is_erased_while_an_order_waits_to_be_sent(shop: Shop) -> None:
    first, _second = channels(shop)
    bought(shop, a_person(first, status="paid"))
    with pytest.raises(NotAllowed):
        shop.run(erase_person, number(first))
    with pytest.raises(NotFound):
        shop.run(erase_person, 4711)
    assert rows(shop, Order.phone) == [(PHONE,)]


def test_others_of_the_same_name_keep_theirs(shop: Shop) -> None:
    first, _second = channels(shop)
    bought(shop, a_person(first), a_person(first, buyer="namesake", phone="13511112222", address="别处一路99号"))
    shop.run(erase_person, number(first))
    assert rows(shop, Order.receiver, Order.phone)[1] == (NAME, "13511112222")


def test_the_rule_erases_old_recipients_and_keeps_buyers(shop: Shop) -> None:
    first, _second = channels(shop)
    ids = bought(
        shop,
        a_person(first),
        a_person(first, buyer=None),
        a_person(first, buyer=None, day=1),
        a_person(first, status="paid"),
        a_person(first, day=30_000),
    )
    shop.run(orders.edit, ids[0], {"phone": "13655554444"})
    with pytest.raises(Invalid):
        shop.run(erase_recipients, 0)
    assert shop.ask(recipients_to_erase, 100) == 3
    erased = shop.run(erase_recipients, 100).value
    assert erased.orders == 3
    name = f"erased-{erased.erasure_id}"
    found = rows(shop, Order.buyer, Order.receiver, Order.phone, Order.address, Order.city)
    assert found[0] == (NICK, name, None, None, "杭州市")
    assert found[1][:3] == found[2][:3] == (f"{name}-1", name, None)
    assert found[3][2] == found[4][2] == PHONE
    assert shop.ask(recipients_to_erase, 100) == 0
    assert shop.run(erase_recipients, 100).value.orders == 0


def test_the_rule_leaves_no_trace_of_old_recipients(shop: Shop) -> None:
    first, _second = channels(shop)
    ids = bought(
        shop, a_person(first, buyer_note=None, base=None), a_person(first, buyer=None, buyer_note=None, base=None)
    )
    shop.run(orders.edit, ids[0], {"phone": "13655554444", "address": STREET + "B"})
    bought(shop, a_person(first, buyer_note=None, base=None, day=2))
    shop.undo()
    shop.run(erase_recipients, 1)
    assert shop.compact()
    assert [word for word in traces(shop.path) if word != NICK] == []
    assert b"13655554444" not in bytes_of(shop.path)


def test_pictures_of_an_erased_persons_cases_go_also_those_taken_off_before(shop: Shop, tmp_path: Path) -> None:
    first, _second = channels(shop)
    ids = bought(shop, a_person(first))
    case_id = shop.run(open_case_for, ids[0]).value
    photos = []
    for name in ("door.pdf", f"{NAME}.pdf"):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(f"{PHONE} {name}".encode())
        photos.append(tmp_path / "in" / name)
    kept = shop.ask(attachments.keep_all, shop.path, photos)
    attached = shop.run(attachments.attach, case_id, kept).value
    shop.run(attachments.detach, attached[:1])
    for photo in photos:
        photo.unlink()
    lying = [attachments.path_of(shop.path, one) for one in kept]
    assert all(path.exists() for path in lying)
    erased = shop.run(erase_person, number(first)).value
    assert shop.ask(remove_leftovers, erased) == 2
    assert not any(path.exists() for path in lying)
    shop.compact()
    assert traces(shop.path) == []


def test_a_file_that_is_a_receipt_too_stays(shop: Shop, tmp_path: Path) -> None:
    first, _second = channels(shop)
    ids = bought(shop, a_person(first))
    bill = tmp_path / "bill.pdf"
    bill.write_bytes(b"%PDF-1.7 a bill")
    case_id = shop.run(open_case_for, ids[0]).value
    shop.run(attachments.attach, case_id, shop.ask(attachments.keep_all, shop.path, [bill]))
    account = shop.run(add_money_account, "Wallet").value
    (paid,) = shop.run(add_rows, account, [Row(-100)]).value
    (receipt,) = shop.run(add_papers, paid, shop.ask(keep_papers, [bill])).value
    erased = shop.run(erase_person, number(first)).value
    assert shop.ask(remove_leftovers, erased) == 0
    lying = shop.ask(path_of, receipt)
    assert lying is not None
    assert lying.exists()
    assert shop.ask(check) == ()


@command("tests.case_for", "Test: a case")
def open_case_for(uow: UnitOfWork, order_id: int) -> int:
    """A case of an order, as an import writes it."""
    order = uow.get(Order, order_id)
    case = Case(
        channel_id=order.channel_id, external_no="C1", order_no=order.external_no, order_id=order.id,
        kind=CaseKind.REFUND_ONLY, state=CaseState.WAITING_SELLER, currency="CNY", note=f"{NAME} {PHONE}",
        next_action=f"打给{NAME}",
    )  # fmt: skip
    uow.add(case)
    return case.id
