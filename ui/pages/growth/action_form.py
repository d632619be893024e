"""The form of something that was changed in the shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.channels.queries import ChannelView
from services.growth.actions import ACTION_LABELS, ActionDraft, edit_action, note_action
from services.growth.effects import ActionView
from services.growth.figures import FIGURE_LABELS
from services.i18n import _
from services.types import ActionKind, GoalFigure
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import Choice, text_field


class ActionDialog(FormDialog):
    """A new note, or `shown` to be edited; `then` gets the id."""

    topic = "growth#actions"

    def __init__(
        self, context: PageContext, channels: Sequence[ChannelView], then: Callable[[int], object],
        shown: ActionView | None = None,
    ) -> None:  # fmt: skip
        title = _("Note an action") if shown is None else _("Edit the note")
        super().__init__(context, title, _("It is marked on the charts, and compared before and after."), width=620)
        self._then, self._shown = then, shown
        draft = shown.draft if shown is not None else ActionDraft(self.link.home.today(), ActionKind.PICTURE, "")
        self.day = text_field("", draft.day.isoformat())
        self.kind, self.figure, self.channel = Choice(), Choice(), Choice()
        for kind, words in ACTION_LABELS.items():
            self.kind.addItem(_(words), kind)
        for figure, words in FIGURE_LABELS.items():
            self.figure.addItem(_(words), figure)
        self.channel.addItem(_("The whole shop"), None)
        for one in channels:
            self.channel.addItem(one.name, one.id)
        for field, value in ((self.kind, draft.kind), (self.figure, draft.figure), (self.channel, draft.channel_id)):
            field.setCurrentIndex(field.findData(value))
        self.what = text_field(_("New main picture of the cup"), draft.what)
        self.reason = text_field(_("Few clicks in search"), draft.reason or "")
        self.effect = text_field(_("A fifth more orders"), draft.expected_effect or "")
        self.code = text_field(_("all products"), draft.code or "")
        self.add_row(("day", _("Day"), self.day), ("kind", _("Kind"), self.kind))
        self.add_row(("what", _("What was changed"), self.what))
        self.add_row(("reason", _("Why"), self.reason), ("effect", _("Expected effect"), self.effect))
        self.add_row(("figure", _("Figure"), self.figure), ("channel", _("Where"), self.channel),
                     ("code", _("Product code"), self.code))  # fmt: skip
        self.finish_form(_("Save note"))

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        can_read, day = self.day_of("day")
        if day is None:
            if can_read:
                self.refuse_field("day", _("it must not be empty"))
            return
        draft = ActionDraft(
            day, ActionKind(self.kind.currentData()), self.what.text(), self.reason.text(), self.effect.text(),
            GoalFigure(self.figure.currentData()), self.channel.currentData(), self.code.text(),
        )  # fmt: skip
        self.save_draft(draft, self._shown, note_action, edit_action, self._then)
