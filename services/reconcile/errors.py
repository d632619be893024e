"""What holding accounts against their statements refuses, and what to do about it."""

from __future__ import annotations

from services.errors import UserError
from services.i18n import N_


class DoesNotClose(UserError):
    """An account does not come to what its statement says (`account`, `found`, `told`, `difference`, `rows`)."""

    code = "reconcile.does_not_close"
    template = N_(
        "{account} comes to {found}, but the statement says {told}: {difference} is not explained{rows}. "
        "It was not marked as reconciled."
    )
    hint = N_("Import what is missing, look at the rows named, or accept the difference.")
