"""Opening the books of a month again: only with a reason."""

from __future__ import annotations

from services.books.closing import reopen_month
from services.i18n import _
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import text_field


class ReopenForm(FormDialog):
    """Asks for the reason; History keeps it."""

    topic = "month-close#late"

    def __init__(self, context: PageContext, month: str) -> None:
        title = _("Open the books of {month} again").format(month=month)
        why = _("Its figures may change then. The reason is kept in History.")
        super().__init__(context, title, why, width=480)
        self._month = month
        self.reason = text_field(_("for example a bill that was missing"))
        self.add_row(("reason", _("Reason"), self.reason))
        self.finish_form(_("Open again"), "arrow-counter-clockwise")

    def check_and_save(self) -> None:
        """Open the month, where there is a reason."""
        reason = self.reason.text().strip()
        self.rows["reason"].set_problem("" if reason else _("it must not be empty"))
        if reason:
            self.run(reopen_month, self._month, reason)
