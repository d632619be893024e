"""What statements say about themselves, and the keys of their rows."""

from __future__ import annotations

import pytest

from services.importing.facts import proof, stated
from services.importing.format_file import spec_from
from services.importing.format_values import Mistake
from services.importing.record_keys import RecordKeys
from services.importing.shapes import BY_KIND
from services.importing.spec import FormatSpec

_HEADERS = ["日期", "收入", "支出", "余额"]


def _spec(**facts: object) -> FormatSpec:
    return spec_from(
        {
            "id": "test.bill",
            "version": 1,
            "title": {"zh_CN": "甲", "en": "a"},
            "kind": "transactions",
            "platform": "other",
            "provider": "alipay",
            "detect": {"signature": ["日期"]},
            "fields": {"happened_at": "日期", "income": "收入", "expense": "支出", "balance": "余额"},
            "facts": facts,
        }
    )


@pytest.mark.parametrize(
    ("above", "count", "amount"),
    [
        ([["收入：1笔 28.50元"]], 1, 2850),
        ([["#收入合计：3笔，共3,000.00元"]], 3, 300000),
        ([["收入", "12.00"]], None, 1200),
        ([["收入:", "", "12.00元"]], None, 1200),
        ([["收入：2笔"]], 2, None),
        ([["收入来源说明"]], None, None),
        ([["没有"]], None, None),
        ([["收入：6901234567笔 28.50元"]], None, 2850),
        ([["收入：6901234567890笔"]], None, None),
    ],
)
def test_a_label_gives_the_count_and_the_amount_behind_it(
    above: list[list[str]], count: int | None, amount: int | None
) -> None:
    found = stated(_spec(**{"in": ["收入合计", "收入"]}), above, _HEADERS, [])
    assert (found.counts.get("in"), found.amounts.get("in")) == (count, amount)


def test_a_total_of_rows_that_nobody_has_ends_no_import() -> None:
    below = [["总笔数"], ["9" * 5000]]
    found = stated(_spec(all={"under": "总笔数"}), [], _HEADERS, below)
    assert (found.counts, found.amounts) == ({}, {})


def test_an_account_stands_behind_its_label_with_or_without_brackets() -> None:
    for text in ("账号：[2088...0156]", "#账号: 2088...0156 起始"):
        assert stated(_spec(account="账号"), [[text]], _HEADERS, []).account == "2088...0156"


def test_totals_stand_under_headings_or_in_a_row_of_sums() -> None:
    below = [["总笔数", "总收入"], ["3", "84.80"], ["合计", "84.80", "25.00", ""]]
    spec = _spec(all={"under": "总笔数"}, **{"in": {"under": "总收入"}, "out": {"row": "合计", "column": "支出"}})
    found = stated(spec, [], _HEADERS, below)
    assert (found.counts, found.amounts) == ({"all": 3}, {"in": 8480, "out": 2500})


def test_opening_and_closing_balance_are_proved() -> None:
    spec = _spec(opening="期初余额", closing="期末余额")
    rows = [{"happened_at": 1, "income": 300}, {"happened_at": 2, "expense": 100}]
    good = stated(spec, [["期初余额：10.00", "期末余额：12.00"]], _HEADERS, [])
    assert [one.code for one in proof(spec, good, rows)] == ["totals_agree"]
    bad = stated(spec, [["期初余额：10.00", "期末余额：13.00"]], _HEADERS, [])
    (found,) = proof(spec, bad, rows)
    assert str(found.message) == "The balances do not add up: 10.00 + 3.00 − 1.00 is 12.00, the file says 13.00."


def test_balances_are_proved_in_either_order_of_time() -> None:
    rows = [
        {"happened_at": 1, "income": 300, "balance": 1300},
        {"happened_at": 2, "expense": 100, "balance": 1200},
        {"happened_at": 2, "expense": 50, "balance": 1150},
    ]
    said = stated(_spec(), [], _HEADERS, [])
    for run in (rows, rows[::-1]):
        assert [one.code for one in proof(_spec(), said, run)] == ["balances_agree"]
    assert [one.code for one in proof(_spec(), said, [rows[0], rows[2]])] == ["balances_differ"]


def test_a_row_without_a_number_is_known_by_what_stands_in_it_and_counted_on() -> None:
    shape = BY_KIND["transactions"]
    row = {"happened_at": 1, "amount": -100}
    keys, again = RecordKeys(shape), RecordKeys(shape)
    first, second = keys.key(None, row), keys.key(None, row)
    assert first is not None
    assert second == f"{first}#2"
    assert [again.key(None, {**row, "note": "other"}), again.key(None, row)] == [first, second]


def test_a_numbered_row_that_comes_word_for_word_again_is_a_repeat() -> None:
    keys = RecordKeys(BY_KIND["transactions"])
    row = {"external_no": "42", "amount": 100, "happened_at": 1}
    assert keys.key("42", row) == "42|100"
    assert keys.key("42", row) is None
    assert keys.key("42", {**row, "happened_at": 2}) == "42|100#2"
    assert keys.key("42", {**row, "amount": -100}) == "42|-100"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"facts": {"fees": "x"}}, "not known here"),
        ({"facts": {"in": {"beside": "x"}}}, "not known here"),
        ({"facts": {"in": {"row": "x"}}}, "stands after a label"),
        ({"provider": "nobody"}, "is not known"),
        ({"fields": {"happened_at": "日期"}}, "one of the fields amount, income, expense is needed"),
        ({"kind": "tracking", "fields": {"external_no": "a", "tracking_no": "b"}, "facts": {"in": "x"}}, "statements"),
    ],
)
def test_a_format_that_misuses_facts_is_refused(changes: dict[str, object], reason: str) -> None:
    raw: dict[str, object] = {
        "id": "test.bill",
        "version": 1,
        "title": {"zh_CN": "甲", "en": "a"},
        "kind": "transactions",
        "platform": "other",
        "detect": {"signature": ["日期"]},
        "fields": {"happened_at": "日期", "amount": "金额"},
    }
    with pytest.raises(Mistake, match=reason):
        spec_from({**raw, **changes})
