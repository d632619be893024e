"""``menu``: the program in the applications menu of this person's desktop."""

from __future__ import annotations

from services.i18n import N_
from services.messages import message, render
from ui.cli.call import Call
from ui.system import desktop_entry


def run(call: Call) -> int:
    """Add the entry, its icon and the kind of ``.shop`` files, or take them out again."""
    done = desktop_entry.remove() if call.words.remove else desktop_entry.add()
    said = (
        N_("The applications menu has the program.")
        if not call.words.remove
        else N_("The applications menu no longer has the program.")
    )
    call.console.say(render(message(said)))
    call.console.answer({"files": [str(path) for path in done]}, [str(path) for path in done])
    return 0
