"""Names of what the Customers page shows, and people as they are shown: masked unless somebody asked."""

from __future__ import annotations

import re
from datetime import date

from services import formatting
from services.customers.identity import Evidence
from services.fulfilment.papers import mask_name
from services.i18n import N_, NN_, _
from services.messages import counted
from services.types import ContactMeans

EVIDENCE_LABELS: dict[str, str] = {
    str(Evidence.ACCOUNT): N_("Account"),
    str(Evidence.NICKNAME): N_("Nickname"),
    str(Evidence.PHONE): N_("Phone"),
    str(Evidence.MASKED_PHONE): N_("Masked phone and name"),
    str(Evidence.ADDRESS): N_("Name and address"),
}
MEANS_LABELS: dict[ContactMeans, str] = {
    ContactMeans.CHAT: N_("Chat"),
    ContactMeans.PHONE: N_("Phone call"),
    ContactMeans.MESSAGE: N_("Message"),
    ContactMeans.OTHER: N_("Other"),
}
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_ERASED = re.compile(r"erased-(\d+)(?:-(\d+))?$")
_DAYS = NN_("{count} day", "{count} days")


def person_name(name: str, *, masked: bool) -> str:
    """A customer's name as it is shown."""
    erased = _ERASED.match(name)
    if erased is not None:
        return _("Erased person {number}").format(number="-".join(part for part in erased.groups() if part))
    if not name:
        return _("No name")
    return mask_name(name) if masked else name


def days(count: int) -> str:
    """So many days, in words."""
    return counted(_DAYS, count)


def day(on: date | None) -> str:
    """A day as it is shown."""
    return on.isoformat() if on is not None else ""


def money(minor: int, currency: str) -> str:
    """An amount with its sign."""
    return formatting.money(minor, currency)
