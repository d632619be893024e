"""The form of one task: what, when, how often, and a note."""

from __future__ import annotations

from services.i18n import _
from services.tasks import commands
from services.tasks.commands import TaskDraft
from services.tasks.queries import TaskView
from services.tasks.wording import NAMES
from services.types import Repeat
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import Choice, text_field


class TaskForm(FormDialog):
    """A new task, or another one changed; `draft` is what was typed so far."""

    topic = "today#task"

    def __init__(self, context: PageContext, draft: TaskDraft, task: TaskView | None = None) -> None:
        super().__init__(context, _("Task") if task is not None else _("New task"), width=520)
        self._id = task.id if task is not None else None
        self.add_row(("text", _("Task"), text_field(_("Call the printer"), draft.text)))
        due_on = draft.due_on.isoformat() if draft.due_on is not None else ""
        time = "" if draft.due_minute is None else f"{draft.due_minute // 60:02d}:{draft.due_minute % 60:02d}"
        self.add_row(
            ("due_on", _("Day"), text_field("2026-11-21", due_on)), ("time", _("Time"), text_field("15:00", time))
        )
        self.repeat = Choice()
        self.repeat.addItem(_("only once"), None)
        for one, words in NAMES.items():
            self.repeat.addItem(_(words), str(one))
        self.repeat.setCurrentIndex(0 if draft.repeat is None else 1 + list(NAMES).index(draft.repeat))
        self.every = text_field("1", str(draft.every) if draft.repeat is not None else "")
        self.add_row(("repeat", _("Repeats"), self.repeat), ("every", _("Every"), self.every), shares=(2, 1))
        self.add_row(("note", _("Note"), text_field("", draft.note or "")))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Save the task."""
        readable, due_on = self.day_of("due_on")
        counted, every = self.whole_of("every")
        timed, minute = self._minute()
        if not (readable and counted and timed):
            return
        chosen = self.repeat.currentData()
        repeat = Repeat(chosen) if chosen else None
        draft = TaskDraft(
            self.text_of("text") or "", due_on, minute, repeat, 1 if every is None else every, self.text_of("note")
        )
        if self._id is None:
            self.run(commands.add, draft)
        else:
            self.run(commands.change, self._id, draft)

    def _minute(self) -> tuple[bool, int | None]:
        typed = (self.text_of("time") or "").replace("\uff1a", ":")
        if not typed:
            return True, None
        hour, colon, minute = typed.partition(":")
        parts = (hour, minute) if colon else (hour, "0")
        if all(part.isascii() and part.isdigit() for part in parts) and int(parts[0]) < 24 and int(parts[1]) < 60:
            return True, int(parts[0]) * 60 + int(parts[1])
        self.refuse_field("time", _("type a time such as 15:00"))
        return False, None


def draft_of(task: TaskView) -> TaskDraft:
    """The task as a form describes it."""
    return TaskDraft(task.text, task.due_on, task.due_minute, task.repeat, task.every, task.note)
