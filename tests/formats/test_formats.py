"""One test for every import format: it claims its samples, no other does, and they become the golden."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.importing.detect import detect
from services.importing.formats import load_formats
from services.importing.readers import read_sheets
from tests.formats.golden import SAMPLES, expected, samples, staged

BOOK = load_formats()


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def test_every_bundled_format_has_a_sample_and_every_sample_a_format() -> None:
    assert {path.parent.name for path in samples()} == {spec.id for spec in BOOK.all()}
    assert {path.name for path in SAMPLES.iterdir()} == {spec.id for spec in BOOK.all()}


@pytest.mark.parametrize("sample", samples(), ids=_name)
def test_exactly_its_own_format_claims_a_sample(sample: Path) -> None:
    (sheet,) = read_sheets(sample)
    claims = [spec.id for spec in BOOK.all() if detect(sheet.rows, BOOK, spec.id).format_id == spec.id]
    assert claims == [sample.parent.name]
    assert detect(sheet.rows, BOOK).format_id == sample.parent.name


@pytest.mark.parametrize("sample", samples(), ids=_name)
def test_a_sample_becomes_its_golden(sample: Path, tmp_path: Path) -> None:
    assert staged(sample, tmp_path / "scratch.db") == json.loads(expected(sample).read_text(encoding="utf-8"))


# The exports that name all an order's amount is made of; of the others something is left over that they do not tell.
_TELL_ALL = (
    "amazon.orders", "etsy.orders", "pinduoduo.orders", "shopify.orders", "square.items", "taobao.orders",
    "taobao.qianniu_orders", "wechat.orders", "youzan.orders",
)  # fmt: skip


@pytest.mark.parametrize("sample", [one for one in samples() if one.parent.name in _TELL_ALL], ids=_name)
def test_what_is_due_is_goods_freight_and_tax_less_what_shop_and_platform_take_off(sample: Path) -> None:
    told = 0
    for kind, _key, _row, *rest in json.loads(expected(sample).read_text(encoding="utf-8"))["records"]:
        order = rest[0] if kind == "order" else {}
        if "goods" in order and "total" in order:
            added = sum(order.get(name) or 0 for name in ("goods", "freight", "tax"))
            assert order["total"] == added - sum(order.get(name) or 0 for name in ("discount", "platform_discount"))
            told += 1
    assert told or sample.stem.endswith("ticked")


@pytest.mark.parametrize("spec", BOOK.all(), ids=lambda spec: spec.id)
def test_a_format_has_both_titles_and_is_named_after_its_file(spec) -> None:  # type: ignore[no-untyped-def]
    assert spec.title["zh_CN"] != spec.title["en"]
    assert spec.path.stem == spec.id
