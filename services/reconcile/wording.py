"""The words of reconciling: codes to labels."""

from __future__ import annotations

from collections.abc import Mapping

from services.i18n import N_
from services.reconcile.overview import OfferKind

OFFER_LABELS: Mapping[OfferKind, str] = {
    OfferKind.ORDER: N_("Money of an order"),
    OfferKind.TRANSFER: N_("Transfer between own accounts"),
    OfferKind.TWIN: N_("The same movement twice"),
}
