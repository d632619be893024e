"""Couriers are known by their numbers and by every name they have, and the shop may change that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.couriers.book import Courier, bundled, couriers, named, platform_name, recognised
from services.couriers.commands import change_courier, restore_couriers
from services.errors import Invalid
from services.shop import Shop

NUMBERS = {
    "SF1234567890123": "sf",
    "sf 1234 5678 90123": "sf",
    "78912345678901": "zto",
    "YT1234567890123": "yto",
    "771234567890123": "sto",
    "431234567890123": "yunda",
    "JT1234567890123": "jt",
    "JDVA12345678901": "jd",
    "JD0123456789012-1-1-": "jd",
    "EA123456789CN": "ems",
    "1123456789012": "ems",
    "9812345678901": "post",
    "DPK123456789012": "deppon",
    "1Z999AA10123456784": "ups",
    "9400111899223100001234": "usps",
    "JJD000390006812345678": "dhl",
    "ABC": None,
    "": None,
}


@pytest.mark.parametrize(("number", "key"), NUMBERS.items())
def test_a_number_tells_its_courier(number: str, key: str | None) -> None:
    found = recognised(bundled(), number)
    assert (found.key if found else None) == key


def test_a_number_that_fits_two_couriers_is_not_guessed_unless_one_is_used() -> None:
    assert recognised(bundled(), "123456789012") is None
    used = [replace(one, is_used=one.key != "fedex") for one in bundled()]
    found = recognised(used, "123456789012")
    assert found is not None
    assert found.key == "sf"


def test_every_name_of_a_courier_means_it() -> None:
    for word in ("顺丰", "顺丰速运", "SF Express", "sf", " 顺丰 快递 "):
        found = named(bundled(), word)
        assert found is not None
        assert found.key == "sf"
    assert named(bundled(), "") is None


def test_no_two_couriers_share_a_name() -> None:
    seen: dict[str, str] = {}
    for one in bundled():
        for word in (one.name, *one.aliases):
            assert seen.setdefault(word.casefold(), one.key) == one.key


def test_a_shop_changes_names_and_adds_couriers(shop: Shop) -> None:
    sf = next(one for one in shop.ask(couriers) if one.key == "sf")
    shop.run(change_courier, replace(sf, names={"taobao": "顺丰速运(全称)"}))
    shop.run(change_courier, Courier("own", "同城跑腿", ("PT\\d{6}",)))
    known = shop.ask(couriers)
    assert platform_name(known, "顺丰", "SF1234567890123", "taobao") == "顺丰速运(全称)"
    assert platform_name(known, "", "PT123456", "taobao") == "同城跑腿"
    assert platform_name(known, "某快递", "SF1234567890123", "taobao") == "某快递"
    shop.run(restore_couriers)
    assert shop.ask(couriers) == bundled()


@pytest.mark.parametrize("pattern", ["(", ".*", ""])
def test_a_form_of_numbers_that_cannot_be_used_is_refused(shop: Shop, pattern: str) -> None:
    with pytest.raises(Invalid):
        shop.run(change_courier, Courier("own", "Own", (pattern,)))


def test_a_courier_needs_a_name_of_its_own(shop: Shop) -> None:
    for name in ("", "顺丰"):
        with pytest.raises(Invalid):
            shop.run(change_courier, Courier("own", name))
