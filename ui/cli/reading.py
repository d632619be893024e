"""``manual``: the pages of the manual as text."""

from __future__ import annotations

from services.i18n import translate
from services.manual.markup import as_text
from services.manual.pages import CONTENTS, page, page_keys, title
from ui.cli.call import Call


def run_manual(call: Call) -> int:
    """Print one page; without a name, the contents. JSON carries the key, the title and the text."""
    wanted: str | None = call.words.page
    if wanted is None:
        lines = [
            line
            for group, found in CONTENTS
            for line in (translate(group), *(f"  {key:<14} {title(key)}" for key in found))
        ]
        call.console.answer({"pages": [{"page": key, "title": title(key)} for key in page_keys()]}, lines)
        return 0
    shown = page(wanted)
    text = as_text(shown.blocks)
    call.console.answer({"page": shown.key, "title": shown.title, "text": text}, text.splitlines())
    return 0
