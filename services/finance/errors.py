"""What the accounts refuse, and what to do about it."""

from __future__ import annotations

from services.errors import UserError
from services.i18n import N_


class PaperUnreadable(UserError):
    """What was chosen as a receipt is no PDF and no picture, or too large (`file`, `reason`)."""

    code = "finance.paper"
    template = N_("“{file}” cannot be kept as a receipt: {reason}. Nothing was added.")
    hint = N_("Use a PDF, or a JPEG, PNG, WebP, GIF or BMP file.")
