"""The words for accounts and transactions: codes to labels."""

from __future__ import annotations

from collections.abc import Mapping

from models.enums.money import AccountKind, Flow, LedgerClass, MatchedBy, SortedBy
from services.i18n import N_

FLOW_LABELS: Mapping[Flow, str] = {
    Flow.IN: N_("Money in"),
    Flow.OUT: N_("Money out"),
    Flow.NEUTRAL: N_("Neutral"),
}
KIND_LABELS: Mapping[AccountKind, str] = {
    AccountKind.BANK: N_("Bank account"),
    AccountKind.CREDIT_CARD: N_("Credit card"),
    AccountKind.ALIPAY: N_("Alipay"),
    AccountKind.WECHAT_PAY: N_("WeChat Pay"),
    AccountKind.PLATFORM_WALLET: N_("Platform wallet"),
    AccountKind.CASH: N_("Cash"),
    AccountKind.OTHER: N_("Other"),
}
CLASS_LABELS: Mapping[LedgerClass, str] = {
    LedgerClass.ASSET: N_("What you have"),
    LedgerClass.LIABILITY: N_("What you owe"),
    LedgerClass.EQUITY: N_("Owner"),
    LedgerClass.INCOME: N_("Income"),
    LedgerClass.EXPENSE: N_("Expense"),
}
SORTED_LABELS: Mapping[SortedBy, str] = {
    SortedBy.DEFAULT: N_("by default"),
    SortedBy.RULE: N_("by a rule"),
    SortedBy.HER: N_("by you"),
}
MATCHED_LABELS: Mapping[MatchedBy, str] = {
    MatchedBy.ORDER_NO: N_("by its order no."),
    MatchedBy.MERCHANT_NO: N_("by the merchant's no."),
    MatchedBy.HER: N_("by you"),
}
