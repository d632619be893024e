"""The findings of a courier audit in words."""

from __future__ import annotations

from services.couriers.audit import Finding
from services.i18n import N_

FINDING_LABELS: dict[Finding, str] = {
    Finding.DUPLICATE: N_("Billed twice"),
    Finding.UNKNOWN: N_("No such parcel"),
    Finding.CANCELLED: N_("Never sent"),
    Finding.OVERWEIGHT: N_("Too heavy"),
    Finding.WRONG_ZONE: N_("Wrong zone"),
    Finding.OVERCHARGED: N_("Above the rule"),
}
