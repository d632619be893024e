"""What can be said about goods that do not fit what was ordered or received."""

from __future__ import annotations

from services.errors import UserError
from services.i18n import N_


class MoreThanOrdered(UserError):
    """More pieces arrived than are still open, and nobody said that this is meant (`rows`)."""

    code = "purchasing.more_than_ordered"
    template = N_("More arrived than was ordered: {rows}. Nothing was booked.")
    hint = N_("Count again. If it is right, say why more came in and receive it again.")


class MoreThanReceived(UserError):
    """More pieces would go back than came in and are still there (`rows`)."""

    code = "purchasing.more_than_received"
    template = N_("More would go back than came in: {rows}. Nothing was booked.")
    hint = N_("Return at most what this delivery brought and was not returned before.")
