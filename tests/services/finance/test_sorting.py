"""Transactions find their category: by the program's words, by her rules, by her own hand, in this order of weight."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from models.enums.money import SortedBy
from models.finance import Transaction, TransactionPart
from services.errors import Invalid
from services.finance.categorising import PartDraft, categorise, learned_from, split
from services.finance.rules import Effect, add_rule, archive_rule, change_rule, condition_of, effect_of, rules
from services.finance.sorting import Movement, Rule, by_default, sort
from services.integrity import check
from services.shop import Shop
from services.types import Flow
from tests.services.finance.money import add_money_account, add_movements
from tests.services.importing.applying import apply, sample


def _sorted(connection: Connection) -> list[tuple[str | None, str | None, str | None]]:
    c = Transaction.table().c
    rows = connection.execute(select(c.kind_text, c.category, c.sorted_by).order_by(c.id))
    return [(kind, category, None if by is None else str(by)) for kind, category, by in rows]


def _ids(connection: Connection) -> list[int]:
    return list(connection.execute(select(Transaction.table().c.id).order_by(Transaction.table().c.id)).scalars())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("alipay.merchant/sample.csv", ["order_income", "platform_fee", "order_income", "order_refund", "transfers"]),
        ("taobao.funds/sample.csv", ["order_income", "commission", "order_refund"]),
        ("pinduoduo.bill/sample.csv", ["order_income", "platform_fee", "order_refund", "transfers"]),
        ("douyin.funds/sample.csv", ["order_income", "freight", "transfers"]),
        ("jd.settlement/sample.csv", ["order_income", "commission", "order_refund"]),
        ("xiaohongshu.settlement/sample.xlsx", ["order_income", "order_refund"]),
        ("wechat.funds/sample.xlsx", ["order_income", "platform_fee", "order_refund"]),
        ("wechatpay.merchant/sample.csv", ["order_income", "order_income", "order_refund"]),
    ],
)
def test_what_platforms_call_their_movements_is_known(shop: Shop, path: str, expected: list[str]) -> None:
    apply(shop, sample(*path.split("/")))
    found = shop.ask(_sorted)
    assert [category for _kind, category, _by in found] == expected
    assert {by for _kind, _category, by in found} == {"default"}


@pytest.mark.parametrize(
    ("provider", "direction", "kind", "subject", "expected"),
    [
        ("alipay", Flow.NEUTRAL, "信用借还", "余额宝-自动转入", "fund_products"),
        ("alipay_merchant", Flow.OUT, "其它", "直通车推广费充值", "ad_balance"),
        ("alipay_merchant", Flow.OUT, "转账", "淘宝客佣金代扣", "commission"),
        ("alipay_merchant", Flow.OUT, "其它", "退货运费险", "freight_insurance"),
        ("pinduoduo", Flow.OUT, "其他", "0030002|技术服务费", "platform_fee"),
        ("wechat_pay", Flow.NEUTRAL, "转入零钱通-来自零钱", None, "fund_products"),
        ("bank", Flow.IN, "结息", None, "interest"),
        ("bank", Flow.OUT, "消费", "Cafe", None),
        (None, Flow.OUT, None, None, None),
    ],
)
def test_withdrawals_ads_and_funds_are_told_from_spending(
    provider: str | None, direction: Flow, kind: str | None, subject: str | None, expected: str | None
) -> None:
    assert by_default(Movement(None, provider, direction, -100, kind, subject)) == expected


def test_her_rule_goes_before_the_default_and_her_hand_before_both(shop: Shop) -> None:
    shop.run(add_rule, Rule("bank_fees", kind_text="收费"))
    apply(shop, sample("alipay.merchant"))
    assert shop.ask(_sorted)[1] == ("收费", "bank_fees", "rule")
    fee = shop.ask(_ids)[1]
    shop.run(categorise, [fee], "office")
    shop.run(add_rule, Rule("platform_fee", kind_text="收费"), apply_to_past=True)
    assert shop.ask(_sorted)[1] == ("收费", "office", "her")
    assert shop.ask(check) == ()


def test_a_rule_shows_what_it_would_change_and_changes_just_that(shop: Shop) -> None:
    apply(shop, sample("alipay.merchant"))
    rule = Rule("transfers", counterparty="示例银行")
    before = shop.ask(effect_of, rule)
    assert (before.caught, before.total) == (0, 5)
    rule = Rule("other_expense", words="mai***", direction=Flow.IN)
    shop.run(categorise, [shop.ask(_ids)[3]], "penalties")
    wide = shop.ask(effect_of, Rule("other_expense", least_minor=0))
    assert (wide.caught, wide.hers, wide.same, wide.changing) == (5, 1, 0, 4)
    assert wide.catches_all
    assert wide.is_broad
    assert [one.before for one in wide.changes] == ["transfers", "order_income", "platform_fee", "order_income"]
    outcome = shop.run(add_rule, Rule("other_expense", least_minor=0), apply_to_past=True)
    assert [category for _k, category, _b in shop.ask(_sorted)].count("other_expense") == 4
    after: Effect = shop.ask(effect_of, Rule("other_expense", least_minor=0))
    assert (after.changing, after.same) == (0, 4)
    shop.run(change_rule, outcome.value, Rule("other_expense", least_minor=100_000))
    shop.run(archive_rule, outcome.value)
    assert shop.ask(rules) == ()


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("office"), "every transaction"),
        (Rule("office", words="  "), "every transaction"),
        (Rule("nonsense", words="x"), "no such category"),
        (Rule("sales", words="x"), "no such category"),
        (Rule("office", least_minor=-1), "negative"),
        (Rule("office", least_minor=5, most_minor=4), "least amount"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(shop: Shop, rule: Rule, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        shop.run(add_rule, rule)


def test_what_she_did_once_offers_itself_as_a_rule(shop: Shop) -> None:
    apply(shop, sample("wechatpay.personal"))
    c = Transaction.table().c
    plain = shop.ask(
        lambda connection: connection.execute(select(c.id, c.counterparty).where(c.category.is_(None))).all()
    )
    number, counterparty = plain[0]
    assert shop.ask(learned_from, number) is None
    shop.run(categorise, [number], "office")
    learned = shop.ask(learned_from, number)
    assert learned is not None
    assert (learned.rule.category, learned.rule.counterparty) == ("office", counterparty)
    shop.run(add_rule, learned.rule)
    assert shop.ask(learned_from, number) is None


def test_a_rule_may_look_for_the_number_of_an_order(shop: Shop, tmp_path: Path) -> None:
    apply(shop, sample("taobao.orders"))
    c = Transaction.table().c
    number = shop.ask(
        lambda connection: connection.exec_driver_sql("SELECT external_no FROM orders LIMIT 1").scalar_one()
    )
    shop.run(add_rule, Rule("penalties", words="compensation", takes_order=True))
    text = "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n"
    text += f"2026-05-20,CNY,-10.00,,转账,Buyer,Compensation for {number}\n"
    bill = tmp_path / "bank.csv"
    bill.write_text(text, encoding="utf-8")
    apply(shop, bill)
    row = shop.ask(lambda connection: connection.execute(select(c.order_no, c.category, c.subject, c.note)).one())
    assert row[:2] == (number, "penalties")


def test_a_split_adds_up_or_is_refused(shop: Shop) -> None:
    apply(shop, sample("alipay.merchant"))
    last = shop.ask(_ids)[4]
    for parts in ([PartDraft("office", -100_000)], [PartDraft("office", -1), PartDraft("rent", -2)],
                  [PartDraft("office", -100_000), PartDraft("rent", 0)]):  # fmt: skip
        with pytest.raises(Invalid):
            shop.run(split, last, parts)
    with pytest.raises(Invalid, match=r"differ from the transaction by −¥0\.06"):
        shop.run(split, last, [PartDraft("office", -40_000), PartDraft("rent", -59_994)])
    shop.run(split, last, [PartDraft("office", -40_000, "paper"), PartDraft("rent", -60_000)])
    p = TransactionPart.table().c
    kept = shop.ask(
        lambda connection: connection.execute(select(p.category, p.amount_minor).order_by(p.position)).all()
    )
    assert [tuple(row) for row in kept] == [("office", -40_000), ("rent", -60_000)]
    shop.run(split, last, [PartDraft("office", -99_999), PartDraft("rent", -1)])
    shop.run(categorise, [last], "rent")
    assert shop.ask(lambda connection: connection.execute(select(p.id)).all()) == []
    assert shop.ask(check) == ()


_TEXTS = st.one_of(
    st.none(), st.sampled_from(["转账", "ABC店", "abc 100%", "a_b", "", "É", "é", "Ａ"]), st.text(max_size=4)
)
_RULES = st.builds(
    Rule,
    category=st.just("office"),
    words=st.one_of(st.none(), st.sampled_from(["b", "B", "%", "_", "é", "店"])),
    counterparty=st.one_of(st.none(), st.sampled_from(["A", "bc"])),
    kind_text=st.one_of(st.none(), st.sampled_from(["转账", "ABC店"])),
    direction=st.one_of(st.none(), st.sampled_from(list(Flow))),
    least_minor=st.one_of(st.none(), st.integers(0, 300)),
    most_minor=st.one_of(st.none(), st.integers(0, 300)),
)
_ROWS = st.lists(
    st.tuples(st.sampled_from(list(Flow)), st.integers(0, 300), _TEXTS, _TEXTS, _TEXTS, _TEXTS), min_size=1, max_size=8
)


@pytest.mark.exhaustive
@settings(max_examples=25, deadline=None)
@given(rows=_ROWS, rule=_RULES)
def test_a_rule_catches_in_the_file_what_it_catches_in_memory(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Flow, int, *tuple[str | None, ...]]],
    rule: Rule,
) -> None:  # fmt: skip
    with Shop.create(tmp_path_factory.mktemp("rule") / "test.shop", who="tests") as shop:
        account = shop.run(add_money_account, "Till").value
        movements = [
            Movement(account, "other", flow, -size if flow is Flow.OUT else size, *texts) for flow, size, *texts in rows
        ]
        shop.run(add_movements, movements)
        statement = select(Transaction.table().c.id).where(condition_of(rule))
        found = set(shop.ask(lambda connection: connection.execute(statement).scalars().all()))
        assert found == {number for number, one in enumerate(movements, start=1) if rule.catches(one)}
        for number, one in enumerate(movements, start=1):
            wanted = sort(one, [rule])
            assert (wanted is not None and wanted.sorted_by is SortedBy.RULE) == (number in found)
