"""The words for accounts and transactions: codes to labels."""

from __future__ import annotations

from collections.abc import Mapping

from models.values import AccountKind, Flow
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
