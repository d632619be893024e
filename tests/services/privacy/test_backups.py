"""Backups that hold erased people are found, written anew without them, or deleted."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from services import clock
from services.backup import places
from services.backup.making import make
from services.backup.restoring import restore_as
from services.integrity import check
from services.kernel.table_query import TableRequest
from services.orders.queries import ORDERS
from services.privacy.backups import delete_backups, holding, rewrite_all
from services.privacy.erasing import erase_person, erase_recipients
from services.privacy.leftovers import still_holding
from services.shop import Shop
from tests.services.customers.buying import bought, channels
from tests.services.privacy.test_erasing import NAME, NICK, PHONE, a_person, number

pytestmark = pytest.mark.without_undo_check("backups are files; the shop itself is checked elsewhere")


def held_in(backup: Path) -> bytes:
    with zipfile.ZipFile(backup) as archive:
        return archive.read("shop.db")


def test_a_backup_is_written_anew_without_the_people_erased_since(shop: Shop, tmp_path: Path) -> None:
    first, _second = channels(shop)
    bought(shop, a_person(first), a_person(first, buyer="other_buyer", receiver="Other", phone="13700001111",
                                           email=None, buyer_note=None, base=None, extra=None))  # fmt: skip
    backup = make(shop).backup.path
    assert NAME.encode() in held_in(backup)
    shop.run(erase_person, number(first))
    (found,) = shop.ask(holding)
    assert (found.info.path, found.orders) == (backup, 1)
    assert shop.ask(rewrite_all, [backup]) == 1
    for word in (NAME, NICK, PHONE):
        assert word.encode() not in held_in(backup)
    assert b"other_buyer" in held_in(backup)
    assert shop.ask(holding) == ()
    manifest = restore_as(backup, tmp_path / "again.shop")
    assert manifest.sequence == found.info.manifest.sequence  # type: ignore[union-attr]
    with Shop.open(tmp_path / "again.shop") as again:
        assert again.ask(check) == ()
        snapshot = again.table(ORDERS, view_all(), ("external_no",))
        assert snapshot.ready.result().count == 2
        snapshot.close()


def view_all() -> TableRequest:
    return TableRequest()


def test_recipients_that_were_erased_leave_a_backup_too_and_buyers_stay_in_it(shop: Shop) -> None:
    first, _second = channels(shop)
    bought(shop, a_person(first, buyer_note=None, base=None, extra=None))
    backup = make(shop).backup.path
    shop.run(erase_recipients, 1)
    (found,) = shop.ask(holding)
    shop.ask(rewrite_all, [found.info.path])
    assert PHONE.encode() not in held_in(backup)
    assert NICK.encode() in held_in(backup)


def test_a_backup_made_afterwards_holds_nobody(shop: Shop) -> None:
    first, _second = channels(shop)
    bought(shop, a_person(first))
    shop.run(erase_person, number(first))
    make(shop)
    assert shop.ask(holding) == ()


def test_backups_that_hold_somebody_are_deleted_on_demand(shop: Shop) -> None:
    first, _second = channels(shop)
    bought(shop, a_person(first))
    make(shop)
    shop.run(erase_person, number(first))
    paths = [one.info.path for one in shop.ask(holding)]
    assert shop.ask(delete_backups, paths) == 1
    assert places.all_backups(shop.path) == []


def test_older_states_beside_the_shop_that_are_no_backups_are_told_of(shop: Shop) -> None:
    first, _second = channels(shop)
    bought(shop, a_person(first))
    before = f"{clock.now() - timedelta(days=1):%Y%m%d-%H%M%S}"
    restored = shop.path.with_name(f"{shop.path.stem}.before-restore-{before}{shop.path.suffix}")
    migrated = places.home_of(shop.path) / f"{shop.path.stem}-v1-before-v2-{before}.db"
    later = shop.path.with_name(f"{shop.path.stem}.before-restore-29990101-000000{shop.path.suffix}")
    migrated.parent.mkdir(exist_ok=True)
    for kept in (restored, migrated, later):
        kept.write_bytes(b"")
    assert not shop.ask(still_holding)
    shop.run(erase_person, number(first))
    found = shop.ask(still_holding)
    assert (found.backups, set(found.copies)) == ((), {restored, migrated})
