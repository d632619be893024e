"""Formats as data: what may be written in a format file, and what is said when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.importing.errors import FormatInvalid
from services.importing.format_writer import write_format
from services.importing.formats import load_formats, suggest_mapping
from services.importing.vocabulary import KINDS

GOOD = """\
id = "mine.orders"
title = { zh_CN = "我的", en = "Mine" }
kind = "orders"
platform = "other"

[layout]
rows = "line"

[detect]
signature = ["No", ["Item", "Article"]]

[fields]
external_no = "No"
paid = { from = ["Paid", "Sum"], clean = ["strip"] }
line.title = "Item"

[fields.status]
from = "State"
map = { done = "completed" }
"""


def _problem(tmp_path: Path, text: str) -> FormatInvalid:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    (problem,) = load_formats(tmp_path).problems
    return problem


def test_a_users_format_joins_the_programs_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    book = load_formats(tmp_path)
    spec = book.get("mine.orders")
    assert book.problems == ()
    assert spec is not None
    assert [field.name for field in spec.fields] == ["external_no", "paid", "line.title", "status"]
    assert {"taobao.orders", "shopify.orders", "mine.orders"} <= {one.id for one in book.all()}


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ('kind = "orders"', 'kind = "parcels"', 3, "parcels"),
        ('platform = "other"', 'platform = "moon"', 4, "moon"),
        ('rows = "line"', 'rows = "page"', 7, "rows"),
        ('external_no = "No"', 'external_number = "No"', 13, "external_number"),
        ('clean = ["strip"]', 'clean = ["scrub"]', 14, "scrub"),
        ('clean = ["strip"]', 'parse = "datetime"', 14, "datetime"),
        ('clean = ["strip"]', 'eval = "1+1"', 14, "eval"),
        ('done = "completed"', 'done = "finished"', 17, "finished"),
        ('id = "mine.orders"', 'id = "taobao.orders"', 1, "taobao.orders"),
        ('id = "mine.orders"', 'id = "mine.orders', 1, ""),
        ('signature = ["No", ["Item", "Article"]]', "signature = []", 10, "signature"),
        ('external_no = "No"\n', "", 12, "external_no"),
        ('platform = "other"', 'platform = "other"\nzone = "Mars/Base"', 5, "Mars"),
    ],
)
def test_a_wrong_format_is_left_out_and_its_line_is_named(
    tmp_path: Path, old: str, new: str, line: int, word: str
) -> None:
    assert old in GOOD
    problem = _problem(tmp_path, GOOD.replace(old, new))
    assert problem.params["file"] == "mine.toml"
    assert word in str(problem.params["reason"])
    assert problem.params["line"] == line


def test_a_format_file_in_another_encoding_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(GOOD.encode("gb18030"))
    (problem,) = load_formats(tmp_path).problems
    assert "UTF-8" in str(problem)


def test_a_taught_format_is_written_and_read_back(tmp_path: Path) -> None:
    spec = {
        "id": "mine.taught",
        "title": {"zh_CN": '我的"表"', "en": "Mine"},
        "kind": "orders",
        "platform": "other",
        "layout": {"rows": "line", "empty": ["-"]},
        "detect": {"signature": ["单号", ["品名", "货品"]]},
        "fields": {
            "external_no": {"from": ["单号"]},
            "status": {"from": "状态", "map": {"完成，已收": "completed"}},
            "line.quantity": "件数",
        },
    }
    written = write_format(spec, tmp_path / "mine.taught.toml")
    assert load_formats(tmp_path).get("mine.taught") == written
    assert [path.name for path in tmp_path.iterdir()] == ["mine.taught.toml"]


def test_a_wrong_taught_format_is_not_written(tmp_path: Path) -> None:
    spec = {"id": "mine.bad", "title": {"zh_CN": "x", "en": "y"}, "kind": "orders", "platform": "other"}
    with pytest.raises(FormatInvalid):
        write_format(spec, tmp_path / "mine.bad.toml")
    assert list(tmp_path.iterdir()) == []


def test_columns_are_suggested_from_what_the_known_formats_use() -> None:
    headers = ["订单编号", "收货人姓名", "联系手机", "总金额", "商品标题", "备注信息"]
    found = suggest_mapping(headers, [["1", "王", "138", "12.00", "杯", ""]], "orders")
    assert found["external_no"] == "订单编号"
    assert found["receiver"] == "收货人姓名"
    assert found["phone"] == "联系手机"
    assert found["total"] == "总金额"
    assert set(found) <= set(KINDS["orders"])
    assert len(set(found.values())) == len(found)


def test_a_column_of_words_is_not_suggested_for_money() -> None:
    assert "total" not in suggest_mapping(["订单编号", "总金额"], [["1", "很多"], ["2", "不少"]], "orders")


def test_a_nearly_right_header_is_suggested_too() -> None:
    assert suggest_mapping(["Order no", "Tracking numbers"], [], "tracking") == {
        "external_no": "Order no",
        "tracking_no": "Tracking numbers",
    }
