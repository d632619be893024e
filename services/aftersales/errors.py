"""What can be said about money and goods of a case that do not fit its order."""

from __future__ import annotations

from services.errors import UserError
from services.i18n import N_


class RefundBeyondPaid(UserError):
    """More would go back than was paid, and nobody said that this is meant (`amount`, `left`, `rows`)."""

    code = "aftersales.refund_beyond_paid"
    template = N_("{amount} is more than can go back: {left} is left of {rows}. Nothing was changed.")
    hint = N_("Enter at most what is left. If more is meant, say why and do it again.")


class ParcelCameBefore(UserError):
    """A returned parcel was received already (`number`, `rows`: the cases that did)."""

    code = "aftersales.parcel_came_before"
    template = N_("The parcel {number} was received already with {rows}. Nothing was changed.")
    hint = N_("Open that case. If it is another parcel, correct its number.")


class MoreThanSold(UserError):
    """More pieces would come back than left (`rows`)."""

    code = "aftersales.more_than_sold"
    template = N_("More would come back than was sent: {rows}. Nothing was changed.")
    hint = N_("Count again, and look at the other cases of the order.")


class PiecesClaimed(UserError):
    """Pieces are claimed by another open case already (`rows`, `cases`: its number)."""

    code = "aftersales.pieces_claimed"
    template = N_("These pieces are in an open case already: {rows} ({cases}). Nothing was changed.")
    hint = N_("Go on with that case. If another one is meant, say why and do it again.")


class SharedParcel(UserError):
    """A whole parcel comes back that carries other orders as well (`number`, `rows`: the others)."""

    code = "aftersales.shared_parcel"
    template = N_(
        "The order {number} travels in one parcel with {rows}, and all of it would come back. Nothing was changed."
    )
    hint = N_("Open a case for each of them; for the first ones, say why it is opened alone.")


class CaseOver(UserError):
    """A step was asked of a case that is finished (`number`, `state`)."""

    code = "aftersales.case_over"
    template = N_("The case {number} is finished ({state}), so this cannot be done. Nothing was changed.")
    hint = N_("Open it again first.")


class AttachmentRefused(UserError):
    """A file cannot be kept with a case (`file`, `reason`)."""

    code = "aftersales.attachment"
    template = N_("“{file}” cannot be kept with the case: {reason}. Nothing was added.")
    hint = N_("Choose another file, or a smaller copy of it.")
