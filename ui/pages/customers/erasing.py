"""Erasing a person: what goes, and that it is for good, is said first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.history.row_names import ENTITY_FORMS
from services.i18n import _, join_list
from services.messages import counted
from services.privacy.erasing import Erased, PersonToErase, erase_person, erased_words
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.still_held import finish_erasing
from ui.page import PageContext
from ui.widgets.fields import text_field
from ui.widgets.text import Text


class EraseDialog(FormDialog):
    """What would be erased, why, and the button that does it for good."""

    topic = "customers#erase"

    def __init__(
        self, context: PageContext, customer_id: int, name: str, found: PersonToErase, then: Callable[[], object]
    ) -> None:
        super().__init__(context, _("Erase this person for good?"), name, width=540)
        self._id, self._then = customer_id, then
        for words, tone in self._told(found):
            self.body.addWidget(Text(words, "body", tone, wrap=True))
        self.add_row(("reason", _("Reason (may stay empty)"), text_field(_("asked for it"))))
        self.body.addWidget(self.failure)
        cancel = self.add_cancel()
        self.save = self.add_primary(_("Erase for good"), "trash", self.submit, danger=True)
        self.set_default(cancel)  # Enter means no until the person has gone to the button
        self.save.setEnabled(not found.waiting)
        self._clean = self.contents()

    @staticmethod
    def _told(found: PersonToErase) -> list[tuple[str, str]]:
        if found.waiting:
            words = _("These orders still have to be sent: {numbers}. Send or close them first.")
            return [(words.format(numbers=", ".join(found.waiting[:5])), "neg")]
        kinds = [counted(ENTITY_FORMS[entity], count) for entity, count in found.rows.items()]
        goes = _("Names, phones, addresses, notes, texts and pictures are taken out of {what}, and out of History.")
        return [
            (goes.format(what=join_list(kinds)), "text"),
            (_("What the orders came to stays, under a number. This cannot be taken back."), "neg"),
            (_("Afterwards the shop file is written anew, and you are told which backups still hold the person."),
             "text2"),
        ]  # fmt: skip

    def check_and_save(self) -> None:
        """Erase the person, write the file anew, and look through the backups."""
        self.save.setEnabled(False)
        link, reason = self.link, self.text_of("reason")
        link.run(erase_person, self._id, reason, owner=self).then(self._erased).fails(self.refused)

    def _erased(self, outcome: Any) -> None:
        erased: Erased = outcome.value
        self.context.toast(str(erased_words(erased)))
        self.accept()
        self._then()
        finish_erasing(self.context, erased)
