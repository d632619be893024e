"""What single platforms do to the text of their cells, undone: cleaners that only a few formats need.

Cleaners of joined columns get the cells put together with ``|`` in the order the format names them.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from services.i18n import N_
from services.importing.cells import CellProblem
from services.messages import message

_DATED_NUMBER = re.compile(r"(\d{2})(\d{2})(\d{2})-\d{9,}", re.ASCII)
_NUMBER_THEN_COURIER = re.compile(r"([A-Za-z0-9-]+)-(\D.*)", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})-(\d{1,2})-(\d{2}|\d{4})(\s+\d.*)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NOT_PAID = frozenset({"", "pending", "on-hold", "failed", "cancelled", "checkout-draft"})
_ZONES = MappingProxyType(
    {
        "Eastern Time (US & Canada)": "America/New_York",
        "Central Time (US & Canada)": "America/Chicago",
        "Mountain Time (US & Canada)": "America/Denver",
        "Pacific Time (US & Canada)": "America/Los_Angeles",
        "Alaska": "America/Juneau",
        "Arizona": "America/Phoenix",
        "Hawaii": "Pacific/Honolulu",
        "Atlantic Time (Canada)": "America/Halifax",
        "London": "Europe/London",
        "Dublin": "Europe/Dublin",
        "Paris": "Europe/Paris",
        "Madrid": "Europe/Madrid",
        "Tokyo": "Asia/Tokyo",
        "Sydney": "Australia/Sydney",
        "Melbourne": "Australia/Melbourne",
        "UTC": "UTC",
    }
)


def date_in_number(text: str) -> str:
    """The day a Pinduoduo order number begins with: ``260517-6071…`` is ``2026-05-17``; empty without one."""
    found = _DATED_NUMBER.fullmatch(text)
    if not found:
        return ""
    year, month, day = map(int, found.groups())
    try:
        return date(2000 + year, month, day).isoformat()
    except ValueError:
        return ""


def opposite(text: str) -> str:
    """An amount with the other sign: a credit card's statement counts what was spent as positive."""
    bare = text.lstrip("+")
    return bare[1:] if bare.startswith("-") else f"-{bare}"


def before_bracket(text: str) -> str:
    """The text before a remark in brackets: ``131.77(refunded 89.84)`` is ``131.77``."""
    return text.replace("\uff08", "(").partition("(")[0].strip()


def in_bracket(text: str) -> str:
    """The remark in brackets behind a text; empty without one."""
    return text.replace("\uff08", "(").replace("\uff09", ")").partition("(")[2].rpartition(")")[0].strip()


def taobao_order_no(text: str) -> str:
    """The Taobao order a merchant's number of Alipay is about: what follows ``T200P``; empty for any other."""
    return text[5:] if text[:5].upper() == "T200P" and text[5:].isdigit() else ""


def first_if_both(text: str) -> str:
    """The first of two joined cells, and nothing when the second is empty: an amount that counts once it is paid."""
    first, _, second = text.partition("|")
    return first if second else ""


def once_paid(text: str) -> str:
    """Two joined amounts, what is due and what of it is open, as they are; nothing while all of it is open.

    Nobody knows yet what comes of it: of cash on delivery 0 would be an order that brings nothing.
    """
    due, _, still_open = text.partition("|")
    return "" if due == still_open else text


def unless_unpaid(text: str) -> str:
    """The first of two joined cells unless the second, WooCommerce's state, says that no money came in."""
    amount, _, state = text.partition("|")
    return "" if state.strip().casefold() in _NOT_PAID else amount


def one_item(text: str) -> str:
    """The second of two joined cells; refused when the first, a line's number, names several lines at once."""
    numbers, _, wanted = text.partition("|")
    if ";" in numbers:
        raise _several(numbers)
    return wanted


def before_courier(text: str) -> str:
    """The tracking number of ``SF123-Courier``; several parcels stay joined by ``; ``."""
    return "; ".join(_parcel(part)[0] for part in text.split(";") if part.strip())


def after_tracking(text: str) -> str:
    """The courier of ``SF123-Courier``; several parcels name each courier once."""
    found = dict.fromkeys(courier for part in text.split(";") if (courier := _parcel(part)[1]))
    return "; ".join(found)


def _parcel(text: str) -> tuple[str, str]:
    found = _NUMBER_THEN_COURIER.fullmatch(text.strip())
    return (found.group(1), found.group(2)) if found else (text.strip(), "")


def month_first(text: str) -> str:
    """eBay's ``Jul-21-25`` as ``07/21/25``; any other text as it is."""
    found = _MONTH_FIRST.fullmatch(text)
    if not found or found.group(1).lower() not in _MONTHS:
        return text
    month, day, year, time = found.groups()
    return f"{_MONTHS.index(month.lower()) + 1:02d}/{int(day):02d}/{year}{(time or '').rstrip()}"


def zoned_time(text: str) -> str:
    """Square's name of a time zone, ISO date and time, joined, as one time with its offset from UTC."""
    zone, day, time, *_rest = (*text.split("|"), "", "")
    if zone not in _ZONES:
        raise CellProblem("unknown_zone", message(N_("“{value}” is not a time zone this format knows."), value=zone))
    try:
        moment = datetime.fromisoformat(f"{day} {time}").replace(tzinfo=ZoneInfo(_ZONES[zone]))
    except ValueError:
        return f"{day} {time}"
    return moment.isoformat(sep=" ")


def unencrypted(text: str) -> str:
    """Without the words Douyin exports encrypted, which begin with ``##`` or ``$$`` and tell nobody anything."""
    return " ".join(word for word in text.split() if not word.startswith(("##", "$$")))


def unsigned(text: str) -> str:
    """An amount without its minus: some exports write what is taken off as negative, ours is positive."""
    return text.replace("-", "", 1)


def item_name(text: str) -> str:
    """The name in a cell that holds one item as ``name:Mug|quantity:2``; empty when it holds several."""
    return _of_single_item(text, "name")


def item_sku(text: str) -> str:
    """The SKU in a cell that holds one item; empty when it holds several."""
    return _of_single_item(text, "sku")


def item_total(text: str) -> str:
    """The amount in a cell that holds one item; empty when it holds several."""
    return _of_single_item(text, "total")


def item_quantity(text: str) -> str:
    """The quantity in a cell that holds one item; refused when it holds several, which would be several lines."""
    if len(_items(text)) > 1:
        raise _several(text)
    return _of_single_item(text, "quantity")


def option_values(text: str) -> str:
    """The values of a variant's options, joined, as Shopify shows them: ``Red / L``; its only variant has none."""
    return " / ".join(_options(text))


def option_code(text: str) -> str:
    """A code for a variant without a SKU: its product's handle and its options, ``mug/Red/L``."""
    return "/".join(_options(text))


def nonzero(text: str) -> str:
    """Nothing where the cell says 0 because nobody filled it in; any other text as it is."""
    return text if text.strip("0.,") else ""


def first_known(text: str) -> str:
    """Nothing where the first of joined amounts is empty: what stands beside it is then no part of anything."""
    return "" if text.startswith("|") else text


def kilograms(text: str) -> str:
    """A bare number of kilograms with its unit."""
    return f"{text}kg"


def _options(text: str) -> list[str]:
    return [value for part in text.split("|") if (value := part.strip()) and value != "Default Title"]


def _items(text: str) -> list[str]:
    # a name may hold a semicolon of its own; a new item begins with a word and a colon
    return [part for part in re.split(r";(?=\s*[a-z_]+:)", text) if part.strip()]


def _of_single_item(text: str, wanted: str) -> str:
    items = _items(text)
    if len(items) != 1:
        return ""
    pairs = (part.partition(":") for part in items[0].split("|"))
    return next((value.strip() for name, _, value in pairs if name.strip() == wanted), "")


def _several(text: str) -> CellProblem:
    said = N_("“{value}” holds several items in one cell; write one row for each.")
    return CellProblem("several_items", message(said, value=text))
