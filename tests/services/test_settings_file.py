"""Settings as a file: what one shop set, another takes over, and nothing else."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from models.enums.orders import Platform
from services import paths, settings
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add
from services.channels.queries import channels
from services.channels.terms import Terms, set_terms, terms_of
from services.errors import Invalid
from services.orders.gift_rules import GiftRule, gift_rules, save_rule
from services.settings_file import compare, read_settings, take_files, take_over, write_settings
from services.shop import Shop


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Shop]:
    """A shop whose owner has set everything as she likes it."""
    with Shop.create(tmp_path / "other.shop", who="tests") as shop:
        shop.run(add, "Filler", Platform.TAOBAO)  # so that the numbers of the shops differ
        douyin = shop.run(add, "小店", Platform.DOUYIN).value
        shop.run(set_terms, douyin, Terms(date(2026, 1, 1), fee_ppm=6_000, packing_minor=80))
        shop.run(settings.change, settings.THANK_YOU.key, "谢谢惠顾")
        shop.run(settings.change, settings.LOCKED_THROUGH.key, "2025-12-31")
        shop.run(add_sku, SkuDraft("FAN", "Fan"))
        shop.run(save_rule, GiftRule("", "Fan for two", 0, channel_id=douyin), "FAN")
        yield shop


@pytest.fixture
def written(other: Shop, tmp_path: Path) -> Path:
    out = tmp_path / "settings.zip"
    other.ask(write_settings, out)
    return out


def test_what_was_set_is_taken_over_in_one_step_that_can_be_undone(shop: Shop, written: Path) -> None:
    file = read_settings(written)
    shop.run(take_over, file)
    (channel,) = [one for one in shop.ask(channels) if one.name == "小店"]
    assert shop.ask(terms_of, channel.id)[0].packing_minor == 80
    assert shop.ask(settings.read, settings.THANK_YOU) == "谢谢惠顾"
    shop.undo()
    assert shop.ask(channels) == ()
    assert shop.ask(settings.read, settings.THANK_YOU) == ""


def test_rules_name_this_shops_rows(shop: Shop, written: Path) -> None:
    shop.run(add_sku, SkuDraft("OTHER", "Other"))
    sku = shop.run(add_sku, SkuDraft("FAN", "Fan")).value
    shop.run(take_over, read_settings(written))
    (rule,) = shop.ask(gift_rules)
    (channel,) = [one for one in shop.ask(channels) if one.name == "小店"]
    assert (rule.sku_id, rule.channel_id) == (sku, channel.id)


def test_a_rule_about_goods_that_are_not_here_is_left_out_and_named(shop: Shop, written: Path) -> None:
    file = read_settings(written)
    assert shop.ask(compare, file).unknown == ("FAN",)
    shop.run(take_over, file)
    assert shop.ask(gift_rules) == ()


def test_taking_over_twice_changes_nothing_more(shop: Shop, written: Path) -> None:
    file = read_settings(written)
    assert shop.run(take_over, file).value > 0
    assert shop.run(take_over, file).value == 0
    found = shop.ask(compare, file)
    assert (found.changes, found.new_channels) == ((), ())


def test_closed_books_and_the_currency_stay_the_shops_own(shop: Shop, written: Path) -> None:
    shop.run(take_over, read_settings(written))
    assert shop.ask(settings.read, settings.LOCKED_THROUGH) == ""
    with zipfile.ZipFile(written) as archive:
        assert settings.CURRENCY.key not in json.loads(archive.read("settings.json"))["settings"]


def test_taught_formats_and_templates_travel_and_never_replace_one_that_is_there(other: Shop, tmp_path: Path) -> None:
    own = paths.user_formats_dir() / "mine.toml"
    own.write_text('id = "mine"\n', "utf-8")
    other.ask(write_settings, tmp_path / "settings.zip")
    file = read_settings(tmp_path / "settings.zip")
    own.write_text("changed since\n", "utf-8")
    assert take_files(file) == ()
    assert own.read_text("utf-8") == "changed since\n"
    own.unlink()
    assert take_files(file) == ("formats/mine.toml",)
    assert own.read_text("utf-8") == 'id = "mine"\n'


@pytest.mark.parametrize(
    "name", ["../formats/a.toml", "formats/../a.toml", "formats/a.exe", "/formats/a.toml", "a.toml"]
)
def test_nothing_in_a_file_leads_out_of_the_two_folders(written: Path, name: str) -> None:
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr(name, "evil")
    assert name not in read_settings(written).files


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"[]", "订单".encode()])
def test_a_file_that_is_none_of_ours_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.zip"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=r"photo\.zip.*it is no file of settings"):
        read_settings(path)


def _file_of(path: Path, packing: int = zipfile.ZIP_DEFLATED, **facts: object) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        told = {"kind": "zhanggui.settings", "version": 1, "settings": {}, "channels": [], **facts}
        archive.writestr("settings.json", json.dumps(told))
    return path


def test_a_file_with_any_byte_damaged_is_read_or_refused(written: Path) -> None:
    whole = written.read_bytes()
    for place in range(len(whole)):
        written.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with suppress(Invalid):
            read_settings(written)
    for length in range(len(whole)):
        written.write_bytes(whole[:length])
        with pytest.raises(Invalid):
            read_settings(written)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_the_program_never_uses_is_refused(tmp_path: Path, packing: int) -> None:
    with pytest.raises(Invalid, match="it is no file of settings"):
        read_settings(_file_of(tmp_path / "odd.zip", packing))


_CHANNEL = {"name": "n", "platform": "taobao", "currency": "CNY", "zone": "Asia/Shanghai", "terms": []}
_RULE = {"courier": "sf", "provinces": [], "first_g": 1, "first_minor": 1, "step_g": 0, "step_minor": 0} | {
    "volume_divisor": 0,
    "surcharge_minor": 0,
}


@pytest.mark.parametrize(
    "channel",
    [
        "x",
        {"name": "n"},
        {**_CHANNEL, "name": 5},
        {**_CHANNEL, "platform": "zzz"},
        {**_CHANNEL, "terms": [{"since": "2026-01-01", "foo": 1}]},
        {**_CHANNEL, "terms": [{"since": "nonsense"}]},
        {**_CHANNEL, "terms": [{"since": "2026-01-01", "fee_ppm": "1"}]},
        {**_CHANNEL, "terms": [{"since": "2026-01-01", "freight_minor": 10**30}]},
    ],
)
def test_a_channel_that_is_told_wrongly_refuses_the_file(tmp_path: Path, channel: object) -> None:
    assert read_settings(_file_of(tmp_path / "a.zip", channels=[_CHANNEL])).channels[0].platform is Platform.TAOBAO
    with pytest.raises(Invalid, match="it is no file of settings"):
        read_settings(_file_of(tmp_path / "odd.zip", channels=[channel]))


@pytest.mark.parametrize(
    "rules", [[1], [[]], [{"sku": []}], [{**_RULE, "first_g": "1"}], [{**_RULE, "courier": []}], 5]
)
def test_a_freight_rule_that_is_told_wrongly_refuses_the_file(tmp_path: Path, rules: object) -> None:
    key = settings.FREIGHT_RULES.key
    assert read_settings(_file_of(tmp_path / "a.zip", settings={key: [_RULE]})).values == {key: [_RULE]}
    with pytest.raises(Invalid, match="it is no file of settings"):
        read_settings(_file_of(tmp_path / "odd.zip", settings={key: rules}))


def test_many_files_that_unpack_to_very_much_are_not_unpacked(tmp_path: Path) -> None:
    path = _file_of(tmp_path / "large.zip")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"formats/{number}.toml", bytes(4 << 20))
    with pytest.raises(Invalid, match="it is no file of settings"):
        read_settings(path)


def test_a_file_of_a_newer_program_says_so(tmp_path: Path) -> None:
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(newer, "w") as archive:
        facts = {"kind": "zhanggui.settings", "version": 99, "settings": {}, "channels": []}
        archive.writestr("settings.json", json.dumps(facts))
    with pytest.raises(Invalid, match="newer version"):
        read_settings(newer)


def test_a_value_of_the_wrong_kind_refuses_the_whole_file(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        values = {settings.THANK_YOU.key: "kept?", settings.MASK_RECEIVER.key: "yes"}
        facts = {"kind": "zhanggui.settings", "version": 1, "settings": values, "channels": []}
        archive.writestr("settings.json", json.dumps(facts))
    with pytest.raises(Invalid):
        shop.run(take_over, read_settings(path))
    assert shop.ask(settings.read, settings.THANK_YOU) == ""


def test_a_format_written_by_a_computer_whose_clock_stood_still_is_carried(other: Shop, tmp_path: Path) -> None:
    taught = paths.user_formats_dir() / "old.toml"
    taught.write_text('title = "old"', encoding="utf-8")
    os.utime(taught, (0, 0))
    other.ask(write_settings, tmp_path / "settings.zip")
    with zipfile.ZipFile(tmp_path / "settings.zip") as archive:
        assert archive.read("formats/old.toml") == taught.read_bytes()
