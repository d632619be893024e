"""Who keeps money for a shop: the closed list of providers, with their names and kinds of account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.enums.money import AccountKind
from services.i18n import N_


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of accounts: what people call it, and what kind of account it keeps."""

    name: str
    kind: AccountKind


PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "alipay": Provider(N_("Alipay"), AccountKind.ALIPAY),
        "alipay_merchant": Provider(N_("Alipay for merchants"), AccountKind.ALIPAY),
        "wechat_pay": Provider(N_("WeChat Pay"), AccountKind.WECHAT_PAY),
        "wechat_merchant": Provider(N_("WeChat Pay for merchants"), AccountKind.WECHAT_PAY),
        "taobao": Provider(N_("Taobao funds"), AccountKind.PLATFORM_WALLET),
        "pinduoduo": Provider(N_("Pinduoduo funds"), AccountKind.PLATFORM_WALLET),
        "douyin": Provider(N_("Douyin funds"), AccountKind.PLATFORM_WALLET),
        "douyin_settlement": Provider(N_("Douyin settlements"), AccountKind.PLATFORM_WALLET),
        "jd": Provider(N_("JD funds"), AccountKind.PLATFORM_WALLET),
        "xiaohongshu": Provider(N_("Xiaohongshu funds"), AccountKind.PLATFORM_WALLET),
        "wechat": Provider(N_("WeChat shop funds"), AccountKind.PLATFORM_WALLET),
        "kuaishou": Provider(N_("Kuaishou funds"), AccountKind.PLATFORM_WALLET),
        "youzan": Provider(N_("Youzan funds"), AccountKind.PLATFORM_WALLET),
        "meituan": Provider(N_("Meituan"), AccountKind.PLATFORM_WALLET),
        "jd_finance": Provider(N_("JD Finance"), AccountKind.PLATFORM_WALLET),
        "bank_abc": Provider(N_("Agricultural Bank of China"), AccountKind.BANK),
        "bank_boc": Provider(N_("Bank of China"), AccountKind.BANK),
        "bank_citic_card": Provider(N_("CITIC credit card"), AccountKind.CREDIT_CARD),
        "bank_cmb": Provider(N_("China Merchants Bank"), AccountKind.BANK),
        "bank_cmb_card": Provider(N_("China Merchants Bank credit card"), AccountKind.CREDIT_CARD),
        "bank_icbc": Provider(N_("Industrial and Commercial Bank of China"), AccountKind.BANK),
        "bank": Provider(N_("Bank"), AccountKind.BANK),
        "cash": Provider(N_("Cash"), AccountKind.CASH),
        "other": Provider(N_("Account"), AccountKind.OTHER),
    }
)


def provider_of(code: str) -> Provider:
    """The provider of this code; the nameless one for a code nobody knows."""
    return PROVIDERS.get(code, PROVIDERS["other"])


def tail_of(number: str | None) -> str | None:
    """The last four characters of an account's number, by which it is known; None where there are none."""
    signs = "".join(sign for sign in (number or "").partition("@")[0] if sign.isalnum())
    return signs[-4:].lower() or None
