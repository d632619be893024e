"""What a stocktake refuses, and what to do about it."""

from __future__ import annotations

from services.errors import UserError
from services.i18n import N_


class UnknownCode(UserError):
    """What was scanned is no product's code or barcode (`code`)."""

    code = "stocktake.unknown_code"
    template = N_("No product has the code {code}. It was not counted.")
    hint = N_("Create the product, or give the code to one you have.")


class StocktakeOver(UserError):
    """A stocktake is not in the state the action needs (`number`, `state`)."""

    code = "stocktake.over"
    template = N_("The stocktake {number} is in the state “{state}”, so this cannot be done. Nothing was changed.")
    hint = N_("Open stocktakes are counted and posted, posted ones reversed; begin a new one where neither fits.")


class NotACountSheet(UserError):
    """A file has no table of codes and counts (`file`, `columns`)."""

    code = "stocktake.not_a_count_sheet"
    template = N_("“{file}” has no columns {columns}, so no counts can be read from it. Nothing was counted.")
    hint = N_("Export the count sheet of this stocktake, fill in its column of counts, and read that file.")


class OtherStocktake(UserError):
    """A count sheet belongs to another stocktake (`file`, `found`, `number`)."""

    code = "stocktake.other"
    template = N_("“{file}” is the count sheet of {found}, not of {number}. Nothing was counted.")
    hint = N_("Open that stocktake and read the file there.")
